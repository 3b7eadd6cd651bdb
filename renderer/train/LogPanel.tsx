/** What the run said, newest first, with the time and memory of each epoch. */
import type { ReactElement } from 'react';
import type { EpochRecord, LogLine, RunSummary } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { useStudio, useTrain } from '../state/context.js';
import { bytes, clock, fixed } from '../state/format.js';
import { notifyCopied } from './training.js';

const NO_LINES: readonly LogLine[] = [];
const NO_EPOCHS: readonly EpochRecord[] = [];

export function LogPanel({ run }: { readonly run: RunSummary }): ReactElement {
  const studio = useStudio();
  const log = useTrain((state) => (state.detail?.id === run.id ? state.detail.log : NO_LINES));
  const epochs = useTrain((state) =>
    state.detail?.id === run.id ? state.detail.epochs : NO_EPOCHS,
  );
  const byName = new Map(
    epochs.map((record) => [`${record.stage} epoch ${String(record.epoch)}`, record]),
  );
  return (
    <section className="runlog" aria-label={text('trainPage.log')}>
      <header className="panel__head">
        <h2>{text('trainPage.log')}</h2>
        <span className="t3 s12">{text('trainPage.log.newest')}</span>
        <span className="grow" />
        <Button
          size="s"
          tone="ghost"
          icon="copy"
          disabled={log.length === 0}
          onClick={() => {
            const lines = log.map((line) =>
              [line.at, line.stage, line.text, line.detail].join('\t'),
            );
            void navigator.clipboard.writeText(lines.join('\n')).then(() => {
              notifyCopied(studio);
            });
          }}
        >
          {text('trainPage.log.copy')}
        </Button>
      </header>
      <div className="runlog__scroll" tabIndex={0} role="log" aria-label={text('trainPage.log')}>
        {log.length === 0 ? (
          <p className="t3 s12 loss__none">{text('trainPage.log.none')}</p>
        ) : (
          <table>
            <tbody>
              {log.map((line, i) => (
                <Line
                  key={log.length - i}
                  line={line}
                  record={byName.get(`${line.stage} ${line.text}`) ?? null}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function Line(props: {
  readonly line: LogLine;
  readonly record: EpochRecord | null;
}): ReactElement {
  const { line, record } = props;
  return (
    <tr>
      <td className="t3">{clock(line.at, true)}</td>
      <td className="t3">{text(`trainPage.stage.${line.stage}`)}</td>
      <td>{line.text}</td>
      <td className="t2 runlog__detail">{line.detail}</td>
      <td className="t3 num">{record ? `${fixed(record.seconds, 1)} s` : ''}</td>
      <td className="t3 num">{record ? bytes(record.memoryBytes) : ''}</td>
    </tr>
  );
}
