"""Pictures in terminals that can show them. Needs Pillow, which is imported when the first one is shown."""
