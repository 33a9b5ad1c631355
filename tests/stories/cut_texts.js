// Lists every line of text that is outside the window or outside whatever clips it. Letters may
// lean out of their line a little: what counts is the middle half of its height.
(tall) => {
    const hidden = "[hidden], script, noscript, svg, template, .unseen, video, audio";
    const scrolls = ["auto", "scroll"];
    const room = 2;
    const faults = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const fault = isShown(node) && linesOf(node).map((box) => cut(box, node.parentElement)).find(Boolean);
        if (fault) faults.push(JSON.stringify(node.data.trim().slice(0, 40)) + " " + fault);
    }
    return faults;

    function isShown(node) {
        const holder = node.parentElement;
        if (!node.data.trim() || holder.closest(hidden)) return false;
        const style = getComputedStyle(holder);
        return style.visibility === "visible" && Number(style.opacity) > 0;
    }

    function linesOf(node) {
        const range = document.createRange();
        range.selectNodeContents(node);
        return Array.from(range.getClientRects()).filter((box) => box.width && box.height);
    }

    function cut(box, holder) {
        const top = box.top + box.height / 4;
        const bottom = box.bottom - box.height / 4;
        if (box.left < -room || box.right > innerWidth + room) return "leaves the window sideways";
        if (!tall && (top < -room || bottom > innerHeight + room)) return "leaves the window";
        for (let at = holder; at && at !== document.documentElement; at = at.parentElement) {
            const { overflowX, overflowY } = getComputedStyle(at);
            const clip = at.getBoundingClientRect();
            const wide = box.left < clip.left - room || box.right > clip.right + room;
            const high = top < clip.top - room || bottom > clip.bottom + room;
            if (clips(overflowX) && wide) return "is cut sideways by " + name(at);
            if (clips(overflowY) && high) return "is cut by " + name(at);
        }
        return null;
    }

    function clips(overflow) {
        // who stands before a whole screen does not know that it can be scrolled
        return overflow !== "visible" && !(tall && scrolls.includes(overflow));
    }

    function name(node) {
        return [node.tagName.toLowerCase(), node.id, node.className].filter(Boolean).join(".");
    }
}
