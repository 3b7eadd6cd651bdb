/** Texts of the page come from the catalogue (core/text): no words in JSX, nor in attributes that are read out. */
const READ_OUT = new Set([
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
]);
const WORD = /\p{L}{2,}/u;
/** Symbols of units are the same in every language. */
const UNITS = /\b(mm|px|ms|fps|deg|GB|MB)\b/g;

/** @type {import('eslint').Rule.RuleModule} */
export const catalogueText = {
  meta: {
    type: 'problem',
    docs: { description: 'texts of the page come from the catalogue' },
    messages: { text: 'Put "{{found}}" into the catalogue (core/text/en) and use text(key).' },
    schema: [],
  },
  create(context) {
    const refuse = (node, value) => {
      if (WORD.test(value.replace(UNITS, '')))
        context.report({ node, messageId: 'text', data: { found: value.trim().slice(0, 40) } });
    };
    return {
      JSXText: (node) => refuse(node, node.value),
      'JSXExpressionContainer > Literal': (node) => {
        if (node.parent.parent.type === 'JSXElement' && typeof node.value === 'string')
          refuse(node, node.value);
      },
      'JSXExpressionContainer > TemplateLiteral': (node) => {
        if (node.parent.parent.type === 'JSXElement')
          for (const part of node.quasis) refuse(node, part.value.raw);
      },
      JSXAttribute(node) {
        if (READ_OUT.has(node.name.name) && node.value?.type === 'Literal')
          refuse(node, String(node.value.value));
      },
    };
  },
};
