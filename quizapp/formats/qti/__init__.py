"""IMS QTI, versions 1.2 and 2.x, alone or in a content package or a Common Cartridge."""
