// Recognizers-Text: a model for each kind, for each language.
'use strict';

const { DateTimeRecognizer } = require('@microsoft/recognizers-text-date-time');
const { NumberRecognizer } = require('@microsoft/recognizers-text-number');
const { NumberWithUnitRecognizer } = require('@microsoft/recognizers-text-number-with-unit');

const cultures = { English: 'en-us', Chinese: 'zh-cn' };

// By the models' names; there is none for ranges of numbers.
const makers = {
  DateTimeModel: (culture) => new DateTimeRecognizer(culture).getDateTimeModel(),
  NumberModel: (culture) => new NumberRecognizer(culture).getNumberModel(),
  OrdinalModel: (culture) => new NumberRecognizer(culture).getOrdinalModel(),
  PercentModel: (culture) => new NumberRecognizer(culture).getPercentageModel(),
  CurrencyModel: (culture) => new NumberWithUnitRecognizer(culture).getCurrencyModel(),
  DimensionModel: (culture) => new NumberWithUnitRecognizer(culture).getDimensionModel(),
  TemperatureModel: (culture) => new NumberWithUnitRecognizer(culture).getTemperatureModel(),
  AgeModel: (culture) => new NumberWithUnitRecognizer(culture).getAgeModel(),
};

const readers = new Map();

exports.reader = (language, model) => {
  const key = `${language} ${model}`;
  if (!readers.has(key)) {
    const made = makers[model]?.(cultures[language]);
    readers.set(key, made && ((text, reference) => made.parse(text, reference)));
  }
  return readers.get(key);
};

// Their last unit is the last that belongs to the expression.
exports.results = (found) => found.map(({ start, end, typeName, resolution }) => ({ start, end: end + 1, type: typeName, resolution }));
