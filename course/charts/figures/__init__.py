"""One figure per file; course.charts is their public face."""
