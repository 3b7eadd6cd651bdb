/** Settings: sections at the left, one at a time at the right. Changes are kept as they are made. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon, type IconName } from '../controls/Icon.js';
import { useProject, useUi } from '../state/context.js';
import { SETTINGS_SECTIONS, type SettingsSection } from '../state/ui.js';
import { AppearanceSection } from './AppearanceSection.js';
import { CategoriesSection } from './CategoriesSection.js';
import { DoctorSection } from './DoctorSection.js';
import { GatesSection } from './GatesSection.js';
import { KeysSection } from './KeysSection.js';
import { LabelsSection } from './LabelsSection.js';
import { PlanSection } from './PlanSection.js';
import { ProjectSection } from './ProjectSection.js';

const SECTIONS: Readonly<
  Record<SettingsSection, { icon: IconName; project: boolean; Show: () => ReactElement | null }>
> = {
  project: { icon: 'folder', project: true, Show: ProjectSection },
  categories: { icon: 'tag', project: true, Show: CategoriesSection },
  labels: { icon: 'flag', project: true, Show: LabelsSection },
  gates: { icon: 'gate', project: true, Show: GatesSection },
  plan: { icon: 'grid', project: true, Show: PlanSection },
  appearance: { icon: 'theme', project: false, Show: AppearanceSection },
  keys: { icon: 'keyboard', project: false, Show: KeysSection },
  doctor: { icon: 'shield', project: false, Show: DoctorSection },
};

export function SettingsWorkspace(): ReactElement {
  const section = useUi((state) => state.section);
  const { goSettings } = useUi((state) => state.actions);
  const { Show, project } = SECTIONS[section];
  return (
    <div className="settings">
      <nav className="settings__nav" aria-label={text('settings.sections')}>
        {(['project', 'studio'] as const).map((group) => (
          <div key={group} className="settings__group">
            <p className="settings__title">{text(`settings.group.${group}`)}</p>
            {SETTINGS_SECTIONS.filter(
              (name) => SECTIONS[name].project === (group === 'project'),
            ).map((name) => (
              <button
                key={name}
                type="button"
                className="settings__item"
                aria-current={name === section ? 'page' : undefined}
                onClick={() => {
                  goSettings(name);
                }}
              >
                <Icon name={SECTIONS[name].icon} size={16} />
                {text(`settings.${name}`)}
              </button>
            ))}
          </div>
        ))}
      </nav>
      <section className="settings__page" aria-label={text(`settings.${section}`)}>
        <header className="settings__head">
          <h1>{text(`settings.${section}`)}</h1>
          <p className="t2">{text(`settings.${section}.intro`)}</p>
        </header>
        {project ? <WithProject Show={Show} /> : <Show />}
      </section>
    </div>
  );
}

function WithProject(props: { readonly Show: () => ReactElement | null }): ReactElement {
  const open = useProject((state) => state.info != null);
  const readOnly = useProject((state) => state.info?.readOnly?.message);
  const ui = useUi((state) => state.actions);
  const { Show } = props;
  if (!open)
    return (
      <div className="settings__none">
        <p>{text('settings.noProject')}</p>
        <Button
          tone="primary"
          icon="plus"
          onClick={() => {
            ui.open('new-project');
          }}
        >
          {text('project.new')}
        </Button>
        <Button
          icon="folder"
          onClick={() => {
            ui.open('open-project');
          }}
        >
          {text('project.open')}
        </Button>
      </div>
    );
  return (
    <>
      {readOnly === undefined ? null : (
        <p className="settings__readonly" role="status">
          {readOnly}
        </p>
      )}
      {/* A fieldset switches every control inside off at once. */}
      <fieldset className="settings__fields" disabled={readOnly !== undefined}>
        <Show />
      </fieldset>
    </>
  );
}
