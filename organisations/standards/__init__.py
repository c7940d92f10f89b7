"""Records in the words of published standards, for other programs."""
