import { expect, test } from 'vitest';
import { dotText } from '../../../../src/cli/graph/dot.js';
import { mermaidText } from '../../../../src/cli/graph/mermaid.js';
import { stackGraph } from '../../../../src/cli/graph/stack-graph.js';
import { treeText } from '../../../../src/cli/graph/tree-text.js';
import { GRAPH, OFF, SHOP } from './samples.js';

test('the tree shows what nothing depends on, with its needs below, and a service that comes again only by name', () => {
  expect(treeText(GRAPH, { color: false })).toBe(`shop
├── a "b" <c>  demo
├── web  nginx:1.22  127.0.0.1:8080→80  any→53/udp
│   ├── api (healthy)  demo
│   │   └── db (completed, optional)  demo
│   └── db
└── debug (off, profile dev)  demo  network host
    └── db
networks
├── back  (shop_back)  a "b" <c>, api, db
└── front  (edge, external)  api, web
volumes
└── data  (shop_data)  db:/data
`);
});

test('asked for services it shows them, what they need, and nothing else', () => {
  const graph = stackGraph(SHOP, OFF, ['debug']);
  expect(graph.services.map(({ name }) => name)).toEqual(['db', 'debug']);
  expect(graph.networks.map(({ key }) => key)).toEqual(['back']);
});

test('Mermaid gets identifiers of its own and labels without signs of its language', () => {
  expect(mermaidText(GRAPH)).toBe(`flowchart LR
  s_a__b___c_["a #34;b#34; #60;c#62;<br/>demo"]
  s_api["api<br/>demo"]
  s_db["db<br/>demo"]
  s_debug["debug<br/>demo"]
  s_web["web<br/>nginx:1.22<br/>127.0.0.1:8080→80<br/>any→53/udp"]
  n_back{{"back"}}
  n_front{{"front"}}
  v_data[("data")]
  s_a__b___c_ -.- n_back
  s_api -.->|completed| s_db
  s_api -.- n_back
  s_api -.- n_front
  s_db -.- n_back
  s_db ---|"/data"| v_data
  s_debug --> s_db
  s_web -->|healthy| s_api
  s_web --> s_db
  s_web -.- n_front
  classDef off stroke-dasharray:4 3,opacity:0.5
  class s_debug off
`);
});

test('DOT quotes names, and draws networks and volumes beside the services', () => {
  const text = dotText(GRAPH);
  expect(text).toContain('  "service a \\"b\\" <c>" [label="a \\"b\\" <c>\\ndemo"];\n');
  expect(text).toContain('  "service api" -> "service db" [label="completed", style=dashed];\n');
  expect(text).toContain('  "service db" -> "volume data" [dir=none, label="/data"];\n');
  expect(text).toMatch(/"service debug" \[label="debug\\ndemo", style="rounded,dashed"/);
});
