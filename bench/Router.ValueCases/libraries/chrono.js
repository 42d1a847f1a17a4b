// chrono: days, times and ranges between two of them, each as a whole moment; what was not said of it is implied.
'use strict';

const chrono = require('chrono-node');

const parsers = { English: chrono.en.casual, Chinese: chrono.zh.casual };

exports.reader = (language, model) =>
  model === 'DateTimeModel' ? (text, reference) => parsers[language].parse(text, reference, { forwardDate: true }) : undefined;

exports.results = (found) => found.map(({ index, text, start, end }) => ({
  start: index, end: index + text.length, type: end ? 'datetimeV2.datetimerange' : 'datetimeV2.datetime',
  resolution: { values: end ? ranges(start, end) : points(start).map((value) => ({ value })) },
}));

const ranges = (start, end) => points(start).map((value, at) => ({ start: value, end: points(end)[at] ?? points(end)[0] }));

// A day where no hour was said; else the moment, and the time alone: it does not tell which of the two was meant.
function points(components) {
  const moment = components.date().toISOString();
  const [day, time] = [moment.slice(0, 10), moment.slice(11, 19)];
  return components.isCertain('hour') ? [`${day} ${time}`, time] : [day];
}
