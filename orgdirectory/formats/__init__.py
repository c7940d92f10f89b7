"""How dates are written where Django does not know it, or knows it less well."""
