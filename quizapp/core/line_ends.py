"""Line ends in names, which would look like the next message."""


def one_line(text: str) -> str:
    """Return a text as one line, with marks for its line ends."""
    return text.replace("\r\n", "\n").replace("\n", "␊")
