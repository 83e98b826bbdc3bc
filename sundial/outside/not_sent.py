"""Why word is not known to have arrived, whatever the way; the message says what the other side said."""


class NotSent(Exception):
    """It is not known to have arrived."""


class NotNow(NotSent):
    """It was not taken; it may be later."""


class Unknown(NotNow):
    """The line broke after the words were sent: it may have arrived, and is sent again under the same key."""


class Refused(NotSent):
    """It will not be taken however often it is asked."""
