"""The endings of media files that may be shown and opened: their programs do not run code in them."""

PICTURES = frozenset(
    (".avif", ".bmp", ".gif", ".heic", ".jfif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp", ".pdf")
)
SOUNDS = frozenset((".3gp", ".aac", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".spx", ".wav", ".wma"))
FILMS = frozenset((".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".webm"))
