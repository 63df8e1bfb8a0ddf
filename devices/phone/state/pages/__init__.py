"""The Settings app as data: one module per neighbourhood of pages."""
