/** The gates of the newest frame, as the shutter would judge it. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { runAction } from '../state/commands.js';
import { useCamera, useCapture, useStudio } from '../state/context.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { gateLimit, gateMark, gateTitle, gateValue } from './gate-words.js';

export function GateList(): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const streaming = useCamera((state) => state.state?.status === 'streaming');
  // Rows as text: the list renders again only when a word of it changes.
  const written = useCapture((state) =>
    JSON.stringify(
      (streaming ? (state.session?.gates ?? []) : []).map((gate) => [
        gate.name,
        gateMark(gate),
        gateValue(gate),
        gateLimit(gate),
      ]),
    ),
  );
  const begun = useCapture((state) => (state.session?.shots ?? 0) > 0);
  const rows = JSON.parse(written) as [string, 'pass' | 'warn' | 'fail', string, string][];
  const failed = rows.filter(([, mark]) => mark === 'fail').length;
  return (
    <section className="gates" aria-label={text('capture.gates')}>
      <header className="panel__head">
        <h2>{text('capture.gates')}</h2>
        <span className="grow" />
        <span className={failed > 0 ? 's12' : 's12 t2'}>
          {rows.length === 0
            ? text('capture.gates.none')
            : failed > 0
              ? text(failed === 1 ? 'capture.gates.oneFails' : 'capture.gates.fail', {
                  failed,
                  count: rows.length,
                })
              : text('capture.gates.pass', { count: rows.length })}
        </span>
        <IconButton
          size="s"
          tone="ghost"
          icon="newSession"
          label={text('capture.newSession')}
          keys={keyOf('newSession')}
          disabled={!begun}
          onClick={() => {
            runAction(studio, 'newSession');
          }}
        />
      </header>
      <ul className="gates__list">
        {rows.map(([name, mark, value, limit]) => (
          <li key={name} data-gate={name} data-state={mark}>
            <Mark state={mark} label={text(`app.mark.${mark}`)} />
            <span className="gates__name">{gateTitle(name)}</span>
            <span className="gates__value">{value}</span>
            <span className="gates__limit cut">{limit}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
