import { RuleTester } from 'eslint';
import { afterAll, describe, it } from 'vitest';
import { catalogueText } from './catalogue-text.mjs';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({
  languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
});

tester.run('catalogue-text', catalogueText, {
  valid: [
    '<p>{text("app.name")}</p>',
    '<p>{"°"} 3 %</p>',
    '<i className="warn mark" aria-hidden="true" />',
    '<b>−</b>',
  ],
  invalid: [
    { code: '<p>Tilt</p>', errors: [{ messageId: 'text' }] },
    { code: '<p>{"Tilt"}</p>', errors: [{ messageId: 'text' }] },
    { code: '<p>{`tilt ${x}`}</p>', errors: [{ messageId: 'text' }] },
    { code: '<button aria-label="Close" />', errors: [{ messageId: 'text' }] },
  ],
});
