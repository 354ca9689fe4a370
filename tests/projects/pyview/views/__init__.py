"""Views with their templates beside them."""
