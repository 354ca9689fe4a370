"""How messages look: a page for each design system, and pictures of all of them."""
