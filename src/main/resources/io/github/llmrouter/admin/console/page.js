// What operators see: it asks the same resources as any other program would, with the key that was typed or the server's own login.
const root = document.body.dataset.root;
const at = id => document.getElementById(id);
let key = '';

async function ask(path, body) {
    const headers = { accept: 'application/json' };
    if (key) headers.authorization = `Bearer ${key}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(`${root}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) {
        const error = new Error([said.error?.message ?? said.error ?? answer.statusText, ...(said.problems ?? [])].join('\n'));
        error.status = answer.status;
        throw error;
    }
    return said;
}

const cell = (text, number) => {
    const made = document.createElement('td');
    made.textContent = text ?? '';
    if (number) made.className = 'number';
    return made;
};

const fill = (table, rows) => at(table).tBodies[0].replaceChildren(...rows);

function target(one) {
    const row = document.createElement('tr');
    row.className = one.disabled ? 'off' : '';
    const aside = one.aside_until ? ` (set aside until ${one.aside_until})` : '';
    const act = document.createElement('button');
    act.textContent = one.disabled ? 'Enable' : 'Disable';
    act.onclick = () => change(`/admin/targets/${encodeURI(one.id)}`, { action: one.disabled ? 'enable' : 'disable' });
    const acting = document.createElement('td');
    acting.append(act);
    row.append(
        cell(one.id), cell(one.dialect), cell(`${one.health_percent} %${aside}`), cell(one.in_flight, true),
        cell(one.latency_ms === undefined ? '' : `${one.latency_ms} ms`, true),
        cell(one.last_error ? `${one.last_error.kind}: ${one.last_error.message}` : ''), acting);
    return row;
}

function used(one) {
    const row = document.createElement('tr');
    row.append(
        cell(one.caller), cell(one.model), ...['requests', 'failures', 'input_tokens', 'output_tokens', 'cost'].map(field => cell(one[field], true)));
    return row;
}

function choice(config) {
    const select = at('router-model');
    select.replaceChildren(select.options[0], ...config.models.map(model => new Option(model.id, model.id)));
    select.value = config.router_model_mode === 'manual' ? config.router_model_id ?? '' : '';
    at('effective').textContent = config.effective_router_model_id ? `now ${config.effective_router_model_id}` : '';
}

async function show() {
    const day = new Date().toISOString().slice(0, 10);
    try {
        const me = await ask('/sso/me');
        const [state, config, usage] = await Promise.all([
            ask('/admin/state'), ask('/admin/config'), ask(`/admin/usage?by=caller,model&from=${day}&limit=50`)]);
        at('who').textContent = `${me.name} (${me.role})`;
        fill('targets', state.targets.map(target));
        fill('usage', usage.rows.map(used));
        choice(config);
        at('login').hidden = true;
        document.querySelector('main').hidden = at('reload').hidden = false;
    } catch (error) {
        if (error.status !== 401 && error.status !== 403) throw error;
        at('login').hidden = false;
        document.querySelector('main').hidden = at('reload').hidden = true;
        if (key || error.status === 403) tell(error.message);
        key = '';
    }
}

const tell = text => { at('message').textContent = text; };

async function change(path, body) {
    tell('');
    try {
        await ask(path, body);
        tell('Done.');
    } catch (error) {
        tell(error.message);
    }
    await show();
}

at('login').onsubmit = event => {
    event.preventDefault();
    key = at('key').value;
    at('key').value = '';
    tell('');
    show();
};
at('reload').onclick = () => change('/admin/reload', {});
at('choose').onclick = () => change('/admin/config', { router_model_id: at('router-model').value || null });
show();
