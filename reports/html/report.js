(() => {
    'use strict';
    const page = document.documentElement;
    const byId = id => document.getElementById(id);
    const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
    page.classList.add('js');

    /* -- details that are made when they are opened -------------------------------------------------------------- */

    /* With scripts on, what a noscript holds is a text. It was escaped when it was written; here it becomes elements. */
    function fill(details) {
        const waiting = details.querySelector(':scope > noscript');
        if (!waiting)
            return;
        const made = document.createElement('template');
        made.innerHTML = waiting.textContent;
        for (const command of all('.command', made.content)) {
            const button = document.createElement('button');
            button.type = 'button';
            button.className = 'copy';
            button.textContent = 'Copy';
            command.before(button);
        }
        waiting.replaceWith(made.content);
    }
    document.addEventListener('toggle', event => {
        if (event.target.open)
            fill(event.target);
    }, true);
    for (const details of all('details[open]'))
        fill(details);

    /* -- copying: selected in any case, so that it works without any permission ----------------------------------- */

    function select(element) {
        const range = document.createRange();
        range.selectNodeContents(element);
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
    }
    function answer(button, text) {
        button.textContent = text;
        byId('said').textContent = text;
        clearTimeout(button.timer);
        button.timer = setTimeout(() => { button.textContent = 'Copy'; }, 3000);
    }
    async function copy(button) {
        const command = button.parentElement.querySelector('.command');
        select(command);
        try {
            await navigator.clipboard.writeText(command.textContent);
            answer(button, 'Copied');
        } catch {
            let done = false;
            try { done = document.execCommand('copy'); } catch { /* then the reader presses the keys */ }
            answer(button, done ? 'Copied' : 'Selected: press Ctrl+C');
        }
    }
    document.addEventListener('click', event => {
        const button = event.target.closest('button.copy');
        if (button)
            copy(button);
    });

    /* -- what can be searched: read when it is first asked for ---------------------------------------------------- */

    /* The text of an element; what waits in its noscript is read as the text that it will be. */
    function textOf(element) {
        const waiting = element.querySelector('noscript');
        if (!waiting)
            return element.textContent.toLowerCase();
        const markup = waiting.textContent;
        const decoded = markup.replace(/<[^>]*>/g, ' ').replace(/&(lt|gt|quot|#39|amp);/g,
            (_, name) => ({lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&'})[name]);
        return (element.textContent.replace(markup, ' ') + decoded).toLowerCase();
    }
    class Searchable {
        constructor(element) { this.element = element; }
        has(words) {
            this.text ??= this.read();
            return words.every(word => this.text.includes(word));
        }
        read() { return textOf(this.element); }
    }
    class Rule extends Searchable {
        constructor(element) {
            super(element);
            const data = element.dataset;
            this.level = data.level;
            this.action = data.action;
            this.document = element.closest('.document').dataset.document;
            this.checks = all('.check', element).map(c => new Searchable(c));
            this.cells = data.cells.split(' ').map(cell => cell.split(','));
        }
        read() {
            const cases = this.element.querySelector('.all-cases');
            return [this.element.querySelector('summary'), this.element.querySelector('.about'), cases]
                .map(part => part ? textOf(part) : '').join(' ') + ' ' + this.document.toLowerCase();
        }
    }
    let rules;
    const everyRule = () => rules ??= all('.rule').map(element => new Rule(element));

    /* -- filters, and their state in the address ------------------------------------------------------------------ */

    const filters = byId('filters');
    const fields = ['q', 'level', 'action', 'document', 'format', 'layout'];
    const boxes = all('input[name=verdict]', filters);

    function readFields() {
        const state = Object.fromEntries(fields.map(name => [name, byId('f-' + name).value]));
        state.verdict = boxes.filter(box => box.checked).map(box => box.value);
        return state;
    }
    function readAddress() {
        const given = new URLSearchParams(location.hash.startsWith('#?') ? location.hash.slice(2) : '');
        for (const name of fields) {
            const field = byId('f-' + name);
            field.value = given.get(name) ?? '';
            if (field.value !== (given.get(name) ?? ''))
                field.value = ''; /* no such choice in this report */
        }
        const verdicts = (given.get('verdict') ?? '').split(',');
        for (const box of boxes)
            box.checked = verdicts.includes(box.value);
    }
    function writeAddress(state) {
        const given = new URLSearchParams();
        for (const name of fields)
            if (state[name])
                given.set(name, state[name]);
        if (state.verdict.length)
            given.set('verdict', state.verdict.join(','));
        const text = given.toString();
        const hash = text ? '#?' + text : location.hash.startsWith('#?') || !location.hash ? '#' : location.hash;
        if (hash === (location.hash || '#'))
            return;
        try { history.replaceState(null, '', hash); } catch { location.replace(hash); }
    }

    function apply(state) {
        const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
        const fits = (verdict, format, layout) => (!state.verdict.length || state.verdict.includes(verdict)) &&
            (!state.format || state.format === format) && (!state.layout || state.layout === layout);
        let shown = 0, listed = 0, listedOfAll = 0;
        for (const rule of everyRule()) {
            const possible = (!state.level || state.level === rule.level) && (!state.action || state.action === rule.action) &&
                (!state.document || state.document === rule.document) && rule.cells.some(cell => fits(...cell));
            const whole = possible && (!words.length || rule.has(words));
            let some = whole;
            for (const check of rule.checks) {
                const data = check.element.dataset;
                const visible = possible && fits(data.verdict, data.format, data.layout) && (whole || check.has(words));
                check.element.hidden = !visible;
                some ||= visible;
                listed += visible;
            }
            listedOfAll += rule.checks.length;
            rule.element.hidden = !some;
            shown += some;
        }
        for (const part of all('.document'))
            part.hidden = !part.querySelector('.rule:not([hidden])');
        byId('none').hidden = shown > 0;
        byId('status').textContent = `${shown} of ${rules.length} rules, ${listed} of ${listedOfAll} checks that did not simply pass`;
    }
    const isEmpty = state => fields.every(name => !state[name]) && !state.verdict.length;
    function update() {
        const state = readFields();
        writeAddress(state);
        apply(state);
    }
    function reset() {
        for (const name of fields)
            byId('f-' + name).value = '';
        for (const box of boxes)
            box.checked = false;
        update();
    }
    let typing;
    filters.addEventListener('input', event => {
        clearTimeout(typing);
        typing = setTimeout(update, event.target.type === 'search' ? 150 : 0);
    });
    byId('reset').addEventListener('click', reset);
    byId('reset-none').addEventListener('click', reset);
    byId('open-all').addEventListener('click', () => all('.rule:not([hidden])').forEach(rule => { rule.open = true; }));
    byId('close-all').addEventListener('click', () => all('.rule').forEach(rule => { rule.open = false; }));
    document.addEventListener('keydown', event => {
        if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest('input, select, textarea')) {
            event.preventDefault();
            byId('f-q').focus();
        }
    });

    /* A check or a rule that the address names is shown, whatever is folded or filtered around it. */
    function show(id) {
        const target = byId(id);
        if (!target || !target.closest('.rule'))
            return;
        if (target.hidden || target.closest('.rule').hidden)
            reset();
        for (let part = target; part; part = part.parentElement)
            if (part.tagName === 'DETAILS')
                part.open = true;
        fill(target);
        target.scrollIntoView({block: 'start'});
        requestAnimationFrame(() => target.scrollIntoView({block: 'start'})); /* what was opened above has its size now */
    }
    function followAddress() {
        const name = decodeURIComponent(location.hash.slice(1));
        if (location.hash.startsWith('#?') || !name) {
            readAddress();
            const state = readFields();
            if (rules || !isEmpty(state))
                apply(state);
            if (!isEmpty(state))
                byId('rules').scrollIntoView({block: 'start'});
        } else {
            show(name);
        }
    }
    addEventListener('hashchange', followAddress);

    /* -- print: what is broken stands there in full --------------------------------------------------------------- */

    let opened = [];
    addEventListener('beforeprint', () => {
        const wanted = all('.rule.bad:not([hidden]), .check.bad:not([hidden])');
        wanted.forEach(fill);
        opened = wanted.filter(details => !details.open);
        opened.forEach(details => { details.open = true; });
    });
    addEventListener('afterprint', () => {
        opened.forEach(details => { details.open = false; });
        opened = [];
    });

    filters.hidden = false;
    const total = all('.rule').length;
    byId('status').textContent = total === 1 ? '1 rule' : `${total} rules`;
    followAddress();
})();
