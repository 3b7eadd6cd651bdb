/**
 * A report inside the studio. The page's policy forbids styles of documents, so the report is parsed (its
 * scripts never run), put into a shadow root, and its style sheet is adopted there.
 */
import { useEffect, useRef, type ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { download } from '../../plots/save-plot.js';
import { useTrain, useUi } from '../../state/context.js';

export function ReportDialog(): ReactElement | null {
  const report = useTrain((state) => state.report);
  const { close } = useUi((state) => state.actions);
  const box = useRef<HTMLDivElement>(null);
  const html = report?.html ?? '';
  useEffect(() => {
    const host = box.current;
    if (!host) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    fill(root, html);
  }, [html]);
  const shut = (): void => {
    close('run-report');
  };
  if (report === null) return null;
  return (
    <Dialog
      title={text('trainPage.report.title')}
      size="xl"
      onClose={shut}
      footer={
        <>
          <code className="t3 cut runreport__path">{report.path}</code>
          <span className="grow" />
          <Button
            icon="save"
            onClick={() => {
              download(`report-${report.id}.html`, new Blob([html], { type: 'text/html' }));
            }}
          >
            {text('trainPage.report.save')}
          </Button>
          <Button tone="primary" onClick={shut}>
            {text('app.close')}
          </Button>
        </>
      }
    >
      <div ref={box} className="runreport" tabIndex={0} role="document" />
    </Dialog>
  );
}

/** Colours of the studio's theme in place of the document's own. */
const THEME = `
:host{--bg:var(--surface-1);--fg:var(--text-1);--soft:var(--text-2);--line:var(--line-1);--shade:var(--surface-2);--good:var(--plot-3);--bad:var(--plot-2)}
`;

/** Style elements, with what is in them. */
const STYLE = /<style>([\s\S]*?)<\/style>/g;

function fill(root: ShadowRoot, html: string): void {
  // Taken out before parsing: the policy counts them even in a document that is never shown.
  const own = [...html.matchAll(STYLE)].map(([, css]) => css ?? '').join('\n');
  const page = new DOMParser().parseFromString(html.replaceAll(STYLE, ''), 'text/html');
  for (const element of page.querySelectorAll('script, iframe, object, embed, link, meta, base'))
    element.remove();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    own
      .replaceAll(/@media \(prefers-color-scheme:dark\)\{:root\{[^}]*\}\}/g, '')
      .replaceAll(/:root\{[^}]*\}/g, '')
      .replaceAll(/(^|[}\s])body\{/g, '$1.body{') + THEME,
  );
  root.adoptedStyleSheets = [sheet];
  const body = document.createElement('div');
  body.className = 'body';
  body.append(...page.body.childNodes);
  root.replaceChildren(body);
  // Places inside the report: the address bar knows nothing of a shadow root.
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[href^="#"]'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      root.getElementById(link.getAttribute('href')?.slice(1) ?? '')?.scrollIntoView();
    });
}
