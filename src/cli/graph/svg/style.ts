import type { DependencyState } from '../stack-graph.js';

/** Of lines, by what a service waits for. */
export const STATE_COLORS: Readonly<Record<DependencyState, string>> = {
  started: '#8c959f',
  healthy: '#2da44e',
  completed: '#bf8700',
};

/** Of networks, in the order of their names. All are readable on white and on black. */
const NETWORK_COLORS = [
  '#2f81f7',
  '#d2602d',
  '#1b9e77',
  '#a371f7',
  '#c9930a',
  '#db61a2',
  '#5c8a1e',
  '#8b7355',
];

export function networkColor(index: number): string {
  return NETWORK_COLORS[index % NETWORK_COLORS.length] ?? '#8c959f';
}

/**
 * The background stays that of the page. Boxes bring their own, for light and for dark pages; what stands outside of
 * them has a grey that is readable on both.
 */
export const STYLE = `
text{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:11px;fill:#768390}
.box{fill:#f6f8fa;stroke:#8c959f;stroke-width:1}
.name{font-size:13px;font-weight:600;fill:#1f2328}
.detail{fill:#57606a}
.stack{font-size:18px;font-weight:600}
.line{fill:none;stroke-width:1.5}
.optional{stroke-dasharray:5 4}
.off{opacity:.45}
.off .box{stroke-dasharray:4 3}
@media (prefers-color-scheme:dark){
.box{fill:#22272e;stroke:#768390}
.name{fill:#e6edf3}
.detail{fill:#adbac7}
}`;
