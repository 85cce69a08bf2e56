"""The task of Connect Four, the same for both seats."""

_RULES = (
    "A disc falls to the lowest free cell of its column. Four of your own in a line, across, up or "
    "slanting, win; a full board is a draw. Win at once where you can; else stop the other player "
    "from winning with the next disc."
)
PLAYER = tuple(
    f"{opening} {_RULES}"
    for opening in (
        "You play Connect Four: players in turn drop a disc into one of seven columns.",
        "Connect Four, seven columns and six rows. Choose the column for your next disc.",
        "Two players drop discs into a board of seven columns, and you are one of them.",
        "Build a line of four discs before the other player does.",
        "It is a game of lines: look at the board, think of the reply, choose a column.",
    )
)
