"""How `sundial protocol` prints what the ground floor says."""
