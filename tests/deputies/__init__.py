"""What an office does with its deputies."""
