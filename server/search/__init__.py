"""One field for everything: letters, stations and deputies that the caller may see."""
