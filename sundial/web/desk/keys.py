"""The keys of the desk, as the list behind ? tells them; js/keys.js does what they say."""

Keys = tuple[tuple[tuple[str, ...], str], ...]

EVERYWHERE: Keys = (
    (("/",), "search"),
    (("G", "Q"), "go to my queue"),
    (("G", "N"), "go to new for triage"),
    (("G", "L"), "go to promises late"),
    (("G", "A"), "go to alerts"),
    (("G", "R"), "go to what groups are asked"),
    (("G", "F"), "go to fixes and their releases"),
    (("G", "S"), "go to the shift plan"),
    (("G", "H"), "go to the handover"),
    (("G", "E"), "go to the escalations"),
    (("?",), "show these keys"),
    (("Esc",), "leave a field, close what is open"),
)
QUEUE_KEYS: Keys = (
    (("J",), "next case"),
    (("K",), "case before"),
    (("Enter",), "open it"),
    (("T",), "take it"),
    (("W",), "why is it here?"),
    (("U",), "show the changes that wait"),
    *EVERYWHERE,
)
TRIAGE_LIST_KEYS: Keys = (
    (("J",), "next case"),
    (("K",), "case before"),
    (("Enter",), "triage it"),
    (("T",), "begin with the first, one after another"),
    (("U",), "show the changes that wait"),
    *EVERYWHERE,
)
TRIAGE_KEYS: Keys = (
    (("A", "B", "C"), "how complex it is"),
    (("1", "2", "3", "4"), "how severe it is"),
    (("T",), "record it, and go to the next"),
    (("N",), "go to the next without"),
    (("P",), "go back to the one before"),
    *EVERYWHERE,
)
CASE_KEYS: Keys = (
    (("R",), "reply to the customer"),
    (("N",), "write a note"),
    (("Ctrl", "Enter"), "send what is written"),
    (("W",), "why is it due then?"),
    (("T",), "take the case"),
    (("A",), "give it to a colleague"),
    (("S",), "resolve it, or reopen it"),
    (("X",), "close it"),
    (("V",), "another severity, and what it moves"),
    (("I",), "triage it"),
    (("E",), "go to its escalation room"),
    *EVERYWHERE,
)
HANDOVER_KEYS: Keys = (
    (("J",), "next case"),
    (("K",), "case before"),
    (("X",), "tick it, or not"),
    (("E",), "write in its packet, where the next step stands"),
    (("M",), "how the customer is"),
    (("A",), "accept the case"),
    (("P",), "take over what was promised on it"),
    (("B",), "ask back about it"),
    (("R",), "show what stays at home"),
    (("H",), "hand over what is ticked"),
    (("Y",), "accept what is ticked"),
    (("Ctrl", "Enter"), "send the form in which one writes"),
    *EVERYWHERE,
)
