package org.zerosum.io;

/** How a run's page looks. Blue is always D and orange G; names and dashes say the same for those who see no colours. */
final class ReportStyle {
  static final String CSS = """
      :root {
        color-scheme: light dark;
        --page: #f5f6f7; --card: #ffffff; --text: #1d2227; --muted: #59636d; --line: #e3e6e9; --axis: #aab2b9;
        --d: #1767a8; --g: #bd4b00; --after: #9a3d78; --value: #14735c; --alarm: #b3261e;
        --good: #14735c; --wait: #7a5b00;
        --ramp0: #3b1d5e; --ramp1: #3f3a86; --ramp2: #33589a; --ramp3: #24759a; --ramp4: #1b8f8b; --ramp5: #3aa56f;
        --ramp6: #7fb03c; --ramp7: #b8a51e;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #131619; --card: #1b1f23; --text: #e2e6e9; --muted: #9aa5af; --line: #2b3137; --axis: #56616b;
          --d: #6fb3ea; --g: #f29b5c; --after: #e394c4; --value: #62c9aa; --alarm: #ff8a80;
          --good: #62c9aa; --wait: #e0bd5a;
          --ramp0: #8d7fd0; --ramp1: #7c95e0; --ramp2: #62aae6; --ramp3: #4dbddc; --ramp4: #4bcbbd; --ramp5: #71d493;
          --ramp6: #a8d867; --ramp7: #e2d64c;
        }
      }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 72rem; background: var(--page); color: var(--text);
        font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
      h1 { margin: 0 0 .4rem; font-size: 2rem; line-height: 1.2; font-weight: 650; overflow-wrap: anywhere; }
      h2 { margin: 2.75rem 0 .75rem; font-size: 1.3rem; font-weight: 650; }
      h3 { margin: 0 0 .35rem; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
      p { margin: .5rem 0; max-width: 46rem; }
      sub { line-height: 0; }
      code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; }
      .kind { margin: 0; color: var(--muted); }
      .cause { color: var(--alarm); overflow-wrap: anywhere; }
      .status { display: inline-block; padding: .1rem .7rem; border: 1px solid currentColor; border-radius: 1rem;
        font-size: .9rem; font-weight: 600; color: var(--wait); }
      .status.finished { color: var(--good); }
      .status.diverged, .status.failed { color: var(--alarm); }
      .facts { display: flex; flex-wrap: wrap; gap: 1px;
        margin: 1.25rem 0 0; border: 1px solid var(--line); border-radius: .6rem; overflow: hidden;
        background: var(--card); }
      .facts div { flex: 1 1 8rem; padding: .65rem .9rem; box-shadow: 0 0 0 1px var(--line); }
      .facts div:first-child { flex-grow: 2; }
      .facts dt { font-size: .8rem; color: var(--muted); }
      .facts dd { margin: 0; font-size: 1.1rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
      .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
      figure { margin: 0; padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line);
        border-radius: .6rem; min-width: 0; }
      figcaption { margin-top: .35rem; font-size: .85rem; line-height: 1.4; color: var(--muted); }
      .chart { display: block; width: 100%; height: auto; font-size: 11.5px; font-variant-numeric: tabular-nums; }
      .chart path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
      .chart .grid { stroke: var(--line); stroke-width: 1; }
      .chart .axis { stroke: var(--axis); stroke-width: 1; }
      .chart .line { stroke: var(--s); stroke-width: 1.5; }
      .chart .dashed { stroke-width: 1.1; stroke-dasharray: 4 3; }
      .chart .dot { stroke: var(--s); stroke-width: 3.5; }
      .chart .band { fill: var(--s); fill-opacity: .16; }
      .chart .reference { stroke: var(--s); stroke-width: 1; stroke-dasharray: 1.5 4; }
      .chart .alarm { stroke: var(--alarm); stroke-width: 1; stroke-opacity: .55; }
      .chart .warn { fill: var(--alarm); }
      .chart text { fill: var(--text); }
      .chart .tick { fill: var(--muted); }
      .chart .sub { font-size: 80%; }
      .chart .end, .chart .note { fill: var(--s); paint-order: stroke; stroke: var(--card); stroke-width: 3px;
        stroke-linejoin: round; }
      .chart .end { font-weight: 600; }
      .samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(46%, 15rem), 1fr)); gap: 1rem; }
      .samples figure { padding: .6rem; }
      .samples img { display: block; width: 100%; height: auto; border-radius: .25rem; image-rendering: auto; }
      .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
      table { width: 100%; border-collapse: collapse; font-size: .92rem; }
      caption { padding: .6rem .9rem 0; text-align: left; font-size: .85rem; color: var(--muted); }
      th, td { padding: .4rem .9rem; text-align: left; vertical-align: top; font-variant-numeric: tabular-nums; }
      tbody th { font-weight: 500; }
      thead th { font-size: .8rem; font-weight: 600; color: var(--muted); }
      tbody tr { border-top: 1px solid var(--line); }
      .number { text-align: right; white-space: nowrap; }
      .words { overflow-wrap: anywhere; min-width: 11rem; }
      .pairs tbody th { width: 18rem; }
      footer { margin-top: 3rem; color: var(--muted); font-size: .85rem; }
      @media (max-width: 40rem) {
        body { padding: 1.25rem .9rem 2rem; }
        h1 { font-size: 1.6rem; }
        figure { padding: .7rem .6rem; }
        .facts div, .facts div:first-child { flex: 1 1 40%; padding: .5rem .7rem; }
        .chart { font-size: 12.5px; }
        th, td { padding: .4rem .6rem; }
        .pairs tbody th { width: auto; }
        .samples { gap: .6rem; }
        .samples figure { padding: .35rem; }
      }
      @media print { body { background: none; } figure, .scroll { break-inside: avoid; } }
      """;

  private ReportStyle() {}
}
