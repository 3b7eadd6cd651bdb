/** How labels are written: class names and values, the same in every file of the export. */
import { useState, type ReactElement } from 'react';
import type { LabelMapping } from '../../../core/contract/schema/dataset-export.js';
import type { Project } from '../../../core/contract/schema/project.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';

export function LabelMapDialog(props: {
  readonly project: Project;
  readonly labels: readonly LabelMapping[] | null;
  readonly onClose: () => void;
  readonly onSave: (labels: LabelMapping[] | null) => void;
}): ReactElement {
  const own = (): LabelMapping[] =>
    props.project.labels
      .filter((label) => label.value > 0)
      .map(({ name, value }) => ({ label: name, name, value }));
  const [rows, setRows] = useState<readonly LabelMapping[]>(() => props.labels ?? own());
  const change = (at: number, patch: Partial<LabelMapping>): void => {
    setRows(rows.map((row, i) => (i === at ? { ...row, ...patch } : row)));
  };
  const problem = labelProblem(rows);
  return (
    <Dialog
      title={text('export.labels.title')}
      onClose={props.onClose}
      footer={
        <>
          <Button
            onClick={() => {
              props.onSave(null);
            }}
          >
            {text('export.labels.project')}
          </Button>
          <span className="grow" />
          <Button onClick={props.onClose}>{text('app.cancel')}</Button>
          <Button
            tone="primary"
            disabled={problem !== null}
            onClick={() => {
              props.onSave(rows.map((row) => ({ ...row, name: row.name.trim() })));
            }}
          >
            {text('app.save')}
          </Button>
        </>
      }
    >
      <div className="form">
        <p className="t2 s12">{text('export.labels.hint')}</p>
        <table className="table table--form">
          <thead>
            <tr>
              <th scope="col">{text('export.labels.label')}</th>
              <th scope="col">{text('export.labels.class')}</th>
              <th scope="col">{text('export.labels.value')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={row.label}>
                <td>{row.label}</td>
                <td>
                  <input
                    className="input input--s"
                    aria-label={text('export.labels.classOf', { label: row.label })}
                    value={row.name}
                    maxLength={64}
                    onChange={(event) => {
                      change(i, { name: event.target.value });
                    }}
                  />
                </td>
                <td>
                  <input
                    className="input input--s"
                    inputMode="numeric"
                    aria-label={text('export.labels.valueOf', { label: row.label })}
                    value={row.value}
                    onChange={(event) => {
                      change(i, { value: Number(event.target.value.replace(/\D/g, '')) });
                    }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {problem === null ? null : (
          <p className="hint hint--fail" role="alert">
            {problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** One value per class name, one name per value. */
export function labelProblem(rows: readonly LabelMapping[]): string | null {
  const values = new Map<number, string>();
  const names = new Map<string, number>();
  for (const row of rows) {
    const name = row.name.trim();
    if (name === '') return text('export.labels.empty', { label: row.label });
    if (!Number.isInteger(row.value) || row.value < 1 || row.value > 255)
      return text('export.labels.range', { label: row.label });
    const other = values.get(row.value);
    if (other !== undefined && other !== name)
      return text('export.labels.twice', { value: row.value, one: other, other: name });
    const value = names.get(name);
    if (value !== undefined && value !== row.value)
      return text('export.labels.split', { name, one: value, other: row.value });
    values.set(row.value, name);
    names.set(name, row.value);
  }
  return null;
}
