/** The project itself: name, folder, depth range, and what of it could not be read. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { TextField } from '../controls/Field.js';
import { Mark } from '../controls/Mark.js';
import { useProject } from '../state/context.js';
import { bytes, count, day } from '../state/format.js';
import { NumberField } from './NumberField.js';
import { useProjectEdit } from './useProjectEdit.js';

export function ProjectSection(): ReactElement | null {
  const edit = useProjectEdit();
  const info = useProject((state) => state.info);
  const samples = useProject((state) => state.samples.length);
  const broken = useProject((state) => state.broken);
  const [name, setName] = useState<string | null>(null);
  if (!edit || !info) return null;
  const { project, save } = edit;
  const [near, far] = project.depthRangeMm;
  const written = name ?? project.name;
  const changed = written.trim() !== '' && written.trim() !== project.name;
  return (
    <div className="rows">
      <form
        className="rows__form"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) save({ name: written.trim() });
          setName(null);
        }}
      >
        <TextField
          label={text('project.name')}
          value={written}
          maxLength={120}
          onChange={setName}
        />
        <Button submit disabled={!changed} onClick={() => undefined}>
          {text('app.save')}
        </Button>
      </form>
      <dl className="facts">
        <div>
          <dt>{text('settings.project.folder')}</dt>
          <dd className="mono">{info.path}</dd>
        </div>
        <div>
          <dt>{text('settings.project.created')}</dt>
          <dd>{day(project.createdAt)}</dd>
        </div>
        <div>
          <dt>{text('settings.project.samples')}</dt>
          <dd>{count(samples)}</dd>
        </div>
        {info.freeBytes === null ? null : (
          <div>
            <dt>{text('settings.project.free')}</dt>
            <dd>{bytes(info.freeBytes)}</dd>
          </div>
        )}
      </dl>
      <div>
        <h2>{text('settings.project.range')}</h2>
        <p className="t3 s12">{text('settings.project.rangeHint')}</p>
        <div className="rows__line">
          <NumberField
            label={text('capture.range.near')}
            unit={text('settings.project.nearUnit')}
            value={near}
            min={0}
            max={far - 5}
            onCommit={(value) => {
              save({ depthRangeMm: [value, far] });
            }}
          />
          <NumberField
            label={text('capture.range.far')}
            unit={text('settings.project.farUnit')}
            value={far}
            min={near + 5}
            max={2000}
            onCommit={(value) => {
              save({ depthRangeMm: [near, value] });
            }}
          />
        </div>
      </div>
      {broken.length === 0 ? null : (
        <div>
          <h2>{text('settings.project.broken', { count: broken.length })}</h2>
          <p className="t3 s12">{text('settings.project.brokenHint')}</p>
          <ul className="checks">
            {broken.map((sample) => (
              <li key={sample.path}>
                <Mark state="warn" size={16} />
                <div>
                  <b className="mono">{sample.path}</b>
                  <p>{sample.reason}</p>
                </div>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
