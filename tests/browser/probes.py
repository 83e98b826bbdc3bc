"""What is asked of a page as a whole, in the page's own language."""

SIDEWAYS = """() => {
    const most = document.documentElement.clientWidth;
    const page = document.documentElement.scrollWidth;
    const scrolls = box => box && box !== document.body
        && (getComputedStyle(box).overflowX !== 'visible' || scrolls(box.parentElement));
    const wide = [...document.body.querySelectorAll('*')].filter(box => box.checkVisibility()
        && box.getBoundingClientRect().right > most + 1
        && !box.closest('.vh, svg') && !scrolls(box.parentElement));
    return [page > most ? `the page is ${page} wide` : '', ...wide.slice(0, 5).map(box => box.outerHTML.slice(0, 120))]
        .filter(Boolean);
}"""

TWICE = """() => {
    const page = document.documentElement, main = document.querySelector('.desk > main');
    const within = main && getComputedStyle(main).overflowY !== 'visible';
    return within && page.scrollHeight > page.clientHeight
        ? [`what is ${page.scrollHeight} high scrolls beside main`] : [];
}"""  # where main scrolls, the page around it does not

CUT = """() => {
    const words = 'h1, h2, h3, button, .btn, .due, .when, label, summary, dt, dd, th, td, .cut';
    return [...document.querySelectorAll(words)].filter(box => box.checkVisibility()
        && !box.closest('.vh, [title]') && getComputedStyle(box).overflowX !== 'visible'
        && box.scrollWidth > box.clientWidth + 1).map(box => box.outerHTML.slice(0, 120)).slice(0, 5);
}"""

OVERLAP = """() => {
    const lines = 'tr, .line, .cap, .casehead, .pagehead, .alerts li, .cases li, .msg > header';
    const textsIn = line => {
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), found = [];
        while (walker.nextNode()) {
            const text = walker.currentNode, range = document.createRange();
            range.selectNodeContents(text);
            const parent = text.parentElement;
            if (text.data.trim() && parent.checkVisibility() && !parent.closest('.vh, svg, [popover], .cut'))
                for (const box of range.getClientRects()) found.push([text.data.trim().slice(0, 40), box]);
        }
        return found;
    };
    const covers = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    return [...document.querySelectorAll(lines)].filter(line => line.checkVisibility()).flatMap(line => {
        const texts = textsIn(line);
        return texts.flatMap(([one, a], at) => texts.slice(at + 1).filter(([, b]) => covers(a, b))
            .map(([other]) => `${one} | ${other}`));
    }).slice(0, 5);
}"""  # words that lie on other words

FAULTS = f"""async rules => ({{
    axe: rules.length === 0 ? [] : (await axe.run({{ preload: false, resultTypes: ['violations'], runOnly: rules }}))
        .violations.map(one => [one.impact, one.id, one.nodes.map(node => node.target.join(' ')).slice(0, 5)]),
    sideways: ({SIDEWAYS})(), cut: ({CUT})(), overlap: ({OVERLAP})(), twice: ({TWICE})(),
}})"""

SHOWN = "[...document.querySelectorAll('*')].filter(one => one.checkVisibility({ visibilityProperty: true }))"
KEEP_SHOWN = f"() => {{ window.shownBefore = new Set({SHOWN}); }}"
CAME_AND_WENT = f"""() => {{
    const before = window.shownBefore, now = new Set({SHOWN});
    const whole = /^(class|role|type|aria-.*)$/;
    const kept = ({{ name, value }}) => value && !whole.test(name) ? name : `${{name}}=${{value}}`;
    const told = one => [one.localName, one.textContent.trim() && 'says', ...[...one.attributes].map(kept)].join(' ');
    const came = [...now].filter(one => !before.has(one)), went = [...before].filter(one => !now.has(one));
    return [...came.map(one => `+${{told(one)}}`), ...went.map(one => `-${{told(one)}}`)].join('\\n');
}}"""  # what is shown now and was not before, and the other way round; of words and addresses, whether there are any

FOCUS_UNSEEN = """() => {
    const at = document.activeElement;
    const visible = box => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(box);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !outlineColor.endsWith(', 0)');
    };
    let box = at;
    for (let up = 0; up < 2 && !visible(box); up++) box = box.parentElement ?? box;
    return at === document.body || visible(box) ? '' : at.outerHTML.slice(0, 90);
}"""  # the ring may be drawn by the box around a field

ODD = """() => {
    const allowed = 'p br em strong s code pre blockquote ul ol li hr a small h3 h4 h5 h6 table thead tbody tr th td';
    const harmless = ['href', 'rel', 'start'];
    const all = words => [...document.querySelectorAll(words)];
    return [
        ...all('.prose *').filter(element => !allowed.split(' ').includes(element.localName)
            || [...element.attributes].some(one => !harmless.includes(one.name))),
        ...all('a[href], area[href]').filter(element => !/^(https?|mailto):|^tel:[+0-9]+$/.test(element.href)),
        ...all('form[action]').filter(element => !element.action.startsWith(location.origin)),
        ...all('iframe, object, embed, base, script:not([src]), style, [style], [onload], [onerror], [onclick]'),
        ...all('[formaction], [hx-on], [data-hx-get], [data-hx-post], [data-hx-on], [hx-vals], [hx-headers]'),
    ].map(element => element.outerHTML.slice(0, 200));
}"""  # elements and attributes that no page of this desk has, unless somebody's words brought them

LISTEN = """() => new Promise(ready => {
    window.heard = [];
    const stream = new EventSource('/live');
    for (const name of ['live', 'desk']) stream.addEventListener(name, () => window.heard.push(name));
    stream.addEventListener('open', ready, { once: true });
})"""

SEND_RAW = """(fields) => {
    const form = document.getElementById('composer');
    for (const name of ['text', 'mode', 'seen', 'key'])
        form.querySelectorAll(`[name=${name}]`).forEach(field => field.remove());
    for (const [name, value] of Object.entries(fields))
        form.append(Object.assign(document.createElement('textarea'), { name, value }));
    HTMLFormElement.prototype.submit.call(form);
}"""  # the composer's form as a browser without our scripts sends it
