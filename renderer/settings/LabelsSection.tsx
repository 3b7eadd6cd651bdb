/** Annotation labels: one stable value and one colour each. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import {
  annotationSettingsSchema,
  type AnnotationSettings,
} from '../../core/contract/schema/project.js';
import { Select } from '../controls/Select.js';
import { NameList } from './NameList.js';
import { addLabel } from './project-edits.js';
import { useProjectEdit } from './useProjectEdit.js';

export function LabelsSection(): ReactElement | null {
  const edit = useProjectEdit();
  if (!edit) return null;
  const { project, save } = edit;
  const of = (name: string): (typeof project.labels)[number] | undefined =>
    project.labels.find((label) => label.name === name);
  const { annotation } = project;
  return (
    <div className="rows">
      <NameList
        title={text('settings.labels.list')}
        addLabel={text('settings.labels.add')}
        names={project.labels.map((label) => label.name)}
        uses={() => 0}
        least={1}
        onAdd={(name) => {
          save(addLabel(project, name));
        }}
        onRemove={(name) => {
          save({ labels: project.labels.filter((label) => label.name !== name) });
        }}
        extra={(name) => (
          <>
            <span className="t3 s12">
              {text('settings.labels.value', { value: of(name)?.value ?? 0 })}
            </span>
            <input
              type="color"
              className="colour"
              aria-label={text('settings.labels.colour', { name })}
              value={of(name)?.colour ?? '#56b4e9'}
              onChange={(event) => {
                const colour = event.target.value;
                save({
                  labels: project.labels.map((label) =>
                    label.name === name ? { ...label, colour } : label,
                  ),
                });
              }}
            />
          </>
        )}
      />
      <section className="rows">
        <h2>{text('settings.labels.files')}</h2>
        <div className="rows__line">
          <Select<AnnotationSettings['readers']>
            label={text('settings.labels.readers')}
            value={annotation.readers}
            options={annotationSettingsSchema.shape.readers.options.map((value) => ({
              value,
              label: text(`settings.labels.readers.${value}`),
            }))}
            onChange={(readers) => {
              save({ annotation: { ...annotation, readers } });
            }}
          />
          <Select<AnnotationSettings['rasteriser']>
            label={text('settings.labels.rasteriser')}
            value={annotation.rasteriser}
            options={annotationSettingsSchema.shape.rasteriser.options.map((value) => ({
              value,
              label: text(`settings.labels.rasteriser.${value}`),
            }))}
            onChange={(rasteriser) => {
              save({ annotation: { ...annotation, rasteriser } });
            }}
          />
        </div>
        <p className="t3 s12">{text('settings.labels.filesHint')}</p>
      </section>
    </div>
  );
}
