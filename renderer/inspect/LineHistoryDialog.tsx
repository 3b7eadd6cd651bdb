/** Every line that a model has had: by whom, when, by which rule, at what cost; any can be used again. */
import type { ReactElement } from 'react';
import type { Threshold } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { useInspect, useStudio, useUi } from '../state/context.js';
import { fixed } from '../state/format.js';
import { setLine } from './inspecting.js';

export function LineHistoryDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const thresholds = useInspect((state) => state.thresholds);
  const newestFirst = [...thresholds].reverse();
  return (
    <Dialog
      title={text('inspect.history.title')}
      size="l"
      onClose={() => {
        close('line-history');
      }}
    >
      <table className="history">
        <thead>
          <tr>
            {(['when', 'who', 'line', 'rule', 'area', 'alarms', 'missed'] as const).map((name) => (
              <th key={name} scope="col">
                {text(`inspect.history.${name}`)}
              </th>
            ))}
            <th scope="col">
              <span className="sr">{text('inspect.history.again')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((threshold, i) => (
            <tr key={`${threshold.at} ${String(i)}`}>
              <td>{threshold.at.slice(0, 16).replace('T', ' ')}</td>
              <td>{threshold.by}</td>
              <td>{fixed(threshold.value, 3)}</td>
              <td>{ruleWords(threshold)}</td>
              <td>
                {threshold.minAreaMm2 == null
                  ? text('inspect.noMinArea')
                  : text('inspect.area', { area: fixed(threshold.minAreaMm2, 1) })}
              </td>
              <td>
                {text('inspect.outOf', {
                  part: threshold.falseAlarms,
                  total: threshold.goodScores,
                })}
              </td>
              <td>
                {text('inspect.outOf', {
                  part: threshold.anomalousScores - threshold.found,
                  total: threshold.anomalousScores,
                })}
              </td>
              <td>
                {i === 0 ? (
                  text('inspect.history.now')
                ) : (
                  <Button
                    size="s"
                    onClick={() => {
                      close('line-history');
                      void setLine(studio, threshold.rule, threshold.minAreaMm2 ?? null);
                    }}
                  >
                    {text('inspect.history.again')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="t3">{text('inspect.history.note')}</p>
    </Dialog>
  );
}

function ruleWords({ rule }: Threshold): string {
  return rule.kind === 'quantile'
    ? text('inspect.rule.quantile', { quantile: rule.quantile })
    : text(`inspect.rule.${rule.kind}`);
}
