// Reads what .ci/bench measured and prints a table: bench.mjs table|ratio|many|start DIRECTORY
import { readFileSync } from 'node:fs';
const [part, directory] = process.argv.slice(2);
const text = name => readFileSync(`${directory}/${name}`, 'utf8').trim().split('\n');
const lines = name => text(name).map(line => JSON.parse(line));
const middle = values => { const sorted = [...values].sort((a, b) => a - b); return sorted[(sorted.length - 1) >> 1]; };
const spread = (values, digits = 1) =>
    `${middle(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`;
const limits = { same: [7, 4], converted: [10, 5] };
if (part === 'table') {
    const all = lines('table.jsonl');
    for (const failed of all.filter(line => line.error)) console.log(`FAILED: ${JSON.stringify(failed)}`);
    const of = (target, pair, field) =>
        all.filter(l => l.target === target && `${l.in}:${l.out}` === pair && l[field] != null).map(l => l[field]);
    console.log('| client:upstream | JSON request, us | x nginx | limit | SSE event, us | x nginx | limit | all correct | abort reaches upstream |');
    console.log('|---|---|---|---|---|---|---|---|---|');
    for (const target of ['nginx', 'custom']) {
        for (const pair of new Set(all.filter(l => l.target === target).map(l => `${l.in}:${l.out}`))) {
            const [from, to] = pair.split(':');
            const [json, sse] = ['cpu_us_per_request', 'cpu_us_per_event'].map(field => {
                const own = of(target, pair, field);
                const near = of('nginx', `${from}:${from}`, field);
                const base = near.length ? near : of('nginx', 'openai:openai', field);
                return [spread(own), target === 'nginx' ? '' : (middle(own) / middle(base)).toFixed(1)];
            });
            const rows = all.filter(l => l.target === target && `${l.in}:${l.out}` === pair);
            const right = rows.every(l => [l.json_ok, l.sse_ok].every(ok => { const [a, b] = ok.split('/'); return a === b; }));
            const limit = target === 'nginx' ? ['', ''] : limits[from === to ? 'same' : 'converted'];
            console.log(`| ${target === 'nginx' ? 'nginx' : 'llm-router'} ${pair} | ${json[0]} | ${json[1]} | ${limit[0]} | ${sse[0]} | ${sse[1]} | ${limit[1]} | ${right ? 'yes' : 'NO'} | ${[...new Set(rows.map(l => l.abort_reaches_upstream))].join(', ')} |`);
        }
    }
} else if (part === 'ratio') {
    const [on, off] = [lines('ratio-on.jsonl'), lines('ratio-off.jsonl')];
    console.log('| accounting on / off | ' + on.map((_, i) => `pair ${i + 1}`).join(' | ') + ' | median ratio |');
    console.log('|---|' + on.map(() => '---|').join('') + '---|');
    for (const [name, field] of [['JSON request, us', 'cpu_us_per_request'], ['SSE event, us', 'cpu_us_per_event']]) {
        const ratios = on.map((line, i) => line[field] / off[i][field]);
        console.log(`| ${name} | ${on.map((l, i) => `${l[field]} / ${off[i][field]}`).join(' | ')} | ${spread(ratios, 2)} |`);
    }
} else if (part === 'many') {
    const [line] = lines('many.jsonl');
    console.log('| 2,000 streams at once | correct | resident before, MB | after, MB | threads |\n|---|---|---|---|---|');
    console.log(`| llm-router | ${line.many_ok} | ${line.rss_idle_mb} | ${line.rss_after_mb} | ${line.threads} |`);
} else {
    const of = kind => text('start.tsv').map(l => l.split('\t')).filter(([k]) => k === kind).map(([, ms]) => Number(ms));
    console.log('| start to first answer, ms | median (min-max) of five |\n|---|---|');
    console.log(`| java -jar | ${spread(of('-'), 0)} |\n| after \`aot\` | ${spread(of('@'), 0)} |`);
}
console.log();
