/** Sample folders that could not be read: where, and why. They are left as they are. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useProject } from '../state/context.js';
import { count } from '../state/format.js';

/** More than these would only be scrolled past. */
const SHOWN = 50;

export function BrokenList(): ReactElement | null {
  const broken = useProject((state) => state.broken);
  if (broken.length === 0) return null;
  return (
    <section className="facts" aria-label={text('dataset.broken')}>
      <h3>{text('dataset.broken.count', { count: count(broken.length) })}</h3>
      <p className="t3 s12">{text('dataset.broken.hint')}</p>
      <ul className="broken">
        {broken.slice(0, SHOWN).map((entry) => (
          <li key={entry.path}>
            <Mark state="fail" />
            <span className="broken__words">
              <span className="mono" title={entry.path}>
                {entry.path.split(/[\\/]/).slice(-1)[0]}
              </span>
              <span className="t2 s12">{entry.reason}</span>
            </span>
          </li>
        ))}
      </ul>
      {broken.length > SHOWN ? (
        <p className="t3 s12">{text('dataset.more', { count: count(broken.length - SHOWN) })}</p>
      ) : null}
    </section>
  );
}
