"""How the product is put onto a machine: in service (nginx, systemd) and on a laptop (`local`)."""
