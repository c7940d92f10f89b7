"""What readers, and those whom a record is about, send to the editors."""
