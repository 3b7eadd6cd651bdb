/** Narrows the queue: states, whose samples, which anomaly. */
import { useMemo, type ReactElement } from 'react';
import { workStateSchema } from '../../core/contract/schema/work.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Checkbox } from '../controls/Checkbox.js';
import { Popover } from '../controls/Popover.js';
import { Select } from '../controls/Select.js';
import { NO_NARROWING } from '../state/annotate.js';
import { useAnnotate, useProject, useStudio } from '../state/context.js';
import { isNarrowed, peopleOf } from './queue-model.js';

const STATES = workStateSchema.options;
/** No name: a name is never empty. */
const ANYBODY = 'anybody:';
const NOBODY = '';
const ANY = 'any:';

export function QueueFilter(): ReactElement {
  const { annotator } = useStudio();
  const samples = useProject((state) => state.samples);
  const narrowing = useAnnotate((state) => state.narrowing);
  const people = useMemo(() => peopleOf(samples), [samples]);
  const anomalies = useMemo(
    () => [...new Set(samples.map(({ anomaly }) => anomaly))].sort(),
    [samples],
  );
  const { states, assignee, anomaly } = narrowing;
  const narrow = (patch: Partial<typeof narrowing>): void => {
    annotator.patch({ narrowing: { ...narrowing, ...patch } });
  };
  return (
    <span className="queue__filter">
      <Popover
        label={text('annotate.filter')}
        trigger={(open, toggle) => (
          <Button size="s" expanded={open} pressed={isNarrowed(narrowing)} onClick={toggle}>
            {text('annotate.filter')}
          </Button>
        )}
      >
        {() => (
          <div className="work">
            <div className="work__actions">
              {STATES.map((state) => (
                <Checkbox
                  key={state}
                  checked={states?.includes(state) ?? true}
                  onChange={(checked) => {
                    const now = states ?? STATES;
                    const next = STATES.filter((one) =>
                      one === state ? checked : now.includes(one),
                    );
                    narrow({ states: next.length === STATES.length ? null : next });
                  }}
                >
                  {text(`annotate.state.${state}`)}
                </Checkbox>
              ))}
            </div>
            <Select
              wide
              label={text('annotate.work.assignee')}
              value={assignee ?? ANYBODY}
              options={[
                { value: ANYBODY, label: text('annotate.filter.anybody') },
                { value: NOBODY, label: text('annotate.filter.nobody') },
                ...people.map((name) => ({
                  value: name,
                  label: text('annotate.filter.person', { name }),
                })),
              ]}
              onChange={(value) => {
                narrow({ assignee: value === ANYBODY ? null : value });
              }}
            />
            <Select
              wide
              label={text('annotate.filter.anomaly')}
              value={anomaly ?? ANY}
              options={[
                { value: ANY, label: text('annotate.filter.anyAnomaly') },
                ...anomalies.map((name) => ({ value: name, label: name })),
              ]}
              onChange={(value) => {
                narrow({ anomaly: value === ANY ? null : value });
              }}
            />
            <Button
              size="s"
              disabled={!isNarrowed(narrowing)}
              onClick={() => {
                annotator.patch({ narrowing: NO_NARROWING });
              }}
            >
              {text('annotate.filter.clear')}
            </Button>
          </div>
        )}
      </Popover>
    </span>
  );
}
