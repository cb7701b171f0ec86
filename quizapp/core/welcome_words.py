"""What every front end tells a new learner first."""

ABOUT = "It teaches a concept, asks about it, and lets you prove it on your own machine."


def rules(to_overrule: str) -> tuple[str, ...]:
    """Return how a day goes; `to_overrule` says how a learner overrules the rating that is suggested."""
    return (
        "Before the first question of a new concept, you read a short page about it.",
        f"You answer. Most answers are graded for you; {to_overrule}.",
        "Each card comes back just before you would forget it.",
    )
