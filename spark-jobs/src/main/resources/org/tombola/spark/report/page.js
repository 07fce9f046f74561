'use strict';
(() => {
  // Okabe and Ito's colours, which people with any colour vision tell apart
  const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a8a8a'];
  // one fewer than colours, so that lines repeat both only after all pairs
  const SHAPES = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect'];
  const figures = JSON.parse(document.getElementById('data').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const words = text => String(text).replaceAll('_', ' ').replace(/\b[rs]a\b/g, w => w.toUpperCase())
    .replace(/\bflops\b/, 'FLOPs').replace(/\bmacs\b/, 'MACs');
  const escape = text => String(text).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const unique = values => [...new Set(values)];

  function shown(value, percent) {
    if (value === null) return '–';
    if (typeof value !== 'number') return String(value);
    // what rounds to 0 has no minus
    if (percent) return (100 * value).toFixed(1).replace(/^-(?=0\.0$)/, '') + ' %';
    if (Number.isInteger(value)) return String(value);
    // 1 is not said of what is nearly 1
    let digits = 4;
    while (digits < 17 && Number.isInteger(+value.toPrecision(digits))) digits++;
    return String(+value.toPrecision(digits));
  }

  function csv(figure) {
    const cell = value => value === null ? '' : value === '' ? '""'
      : /[",\n\r]/.test(value) ? '"' + String(value).replaceAll('"', '""') + '"' : String(value);
    return [figure.columns, ...figure.rows].map(row => row.map(cell).join(',')).join('\n') + '\n';
  }

  function option(figure, facet, chosen) {
    const chart = figure.chart;
    const at = Object.fromEntries(figure.columns.map((name, i) => [name, i]));
    const get = (row, role) => row[at[chart[role]]];
    const rows = chart.facet ? figure.rows.filter(row => get(row, 'facet') === facet) : figure.rows;
    const ink = css('--ink'), soft = css('--soft'), line = css('--line');
    const percent = chart.percent;
    const text = { color: ink };
    const tip = params => {
      const row = params.data && params.data.row;
      return row ? figure.columns.map((name, i) =>
        `${escape(words(name))}: <b>${escape(shown(row[i], percent && fraction(name)).replace(' %', chart.unit ?? ' %'))}</b>`).join('<br>') : '';
    };
    const fraction = name => /accuracy|_ra|_sa|gap|density|change|overfitting|share|difference/.test(name);
    const axis = (name, more) => ({
      name, nameLocation: 'middle', nameTextStyle: { color: soft }, axisLine: { lineStyle: { color: soft } },
      splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink, hideOverlap: true }, ...more,
    });
    const yAxis = axis(words(chart.y), {
      nameGap: 46, scale: true,
      axisLabel: { color: ink, formatter: value => percent ? `${+(100 * value).toFixed(2)} %` : String(value) },
    });
    const base = {
      animation: false, color: COLOURS, textStyle: text,
      grid: { left: 66, right: 28, top: 64, bottom: 48 },
      tooltip: { confine: true, formatter: tip, backgroundColor: css('--tint'), borderColor: line, textStyle: text },
    };
    const by = role => unique(rows.map(row => get(row, role)));
    const names = chart.by ? by('by') : [];
    const legend = { type: 'scroll', top: 4, textStyle: text, pageTextStyle: text, pageIconColor: ink, inactiveColor: soft,
      data: names.map((name, i) => ({ name, itemStyle: { color: colour(i) } })) };
    function colour(i) { return COLOURS[i % COLOURS.length]; }
    const own = name => rows.filter(row => get(row, 'by') === name);
    const whiskers = (name, i, points, shift = 0) => ({
      type: 'custom', name, silent: true, tooltip: { show: false }, itemStyle: { color: colour(i) }, z: 1,
      data: points.filter(p => p.low !== null && p.low !== undefined).map(p => [p.x, p.low, p.high]),
      encode: { x: 0, y: [1, 2] },
      renderItem: (_, api) => {
        const [x, low] = api.coord([api.value(0), api.value(1)]);
        const high = api.coord([api.value(0), api.value(2)])[1];
        const style = { stroke: api.visual('color'), lineWidth: 1.5, fill: 'none' };
        const bar = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1: x1 + shift, y1, x2: x2 + shift, y2 }, style });
        return { type: 'group', children: [bar(x, low, x, high), bar(x - 4, low, x + 4, low), bar(x - 4, high, x + 4, high)] };
      },
    });
    // many methods stand at one sparsity: side by side they can be told apart
    const xs = rows.map(row => get(row, 'x')), count = names.length;
    const spread = chart.x === 'sparsity' && count > 1 && chart.by
      ? Math.min(0.04, 0.012 * (count - 1)) * (Math.max(...xs) - Math.min(...xs)) : 0;
    const alone = row => xs.indexOf(get(row, 'x')) === xs.lastIndexOf(get(row, 'x'));
    const x = row => spread && !alone(row) ? get(row, 'x') + spread * (names.indexOf(get(row, 'by')) / (count - 1) - 0.5) : get(row, 'x');
    const points = list => list.map(row => ({ x: x(row), low: get(row, 'low'), high: get(row, 'high') }));
    const data = (list, role = 'y') => list.map(row => ({ value: [x(row), get(row, role)], row }));

    function lines() {
      const series = names.flatMap((name, i) => {
        const list = own(name);
        return [{ type: 'line', name, data: data(list), symbol: SHAPES[i % SHAPES.length], symbolSize: 8, z: 2,
          itemStyle: { color: colour(i) }, lineStyle: { color: colour(i) }, connectNulls: true,
          // what the others are compared with
          markLine: chart.x === 'sparsity' && list.length === 1 && get(list[0], 'x') === 0 ? { silent: true, symbol: 'none', precision: 12,
            label: { show: false }, lineStyle: { color: colour(i), type: 'dashed' }, data: [{ yAxis: get(list[0], 'y') }] } : undefined },
          ...(chart.low ? [whiskers(name, i, points(list))] : [])];
      });
      return { ...base, legend, xAxis: axis(words(chart.x), { type: 'value', nameGap: 28, scale: true,
        ...(spread ? { min: value => Math.min(0, value.min), max: 1 } : {}) }), yAxis, series };
    }

    function curves() {
      // bands are stacked, which needs an axis of categories
      const epochs = by('x').sort((a, b) => a - b);
      const on = (list, value) => list.map(row => ({ value: [String(get(row, 'x')), value(row)], row }));
      const series = names.flatMap((name, i) => {
        const list = own(name), known = list.filter(row => get(row, 'low') !== null);
        const line = { type: 'line', name, showSymbol: false, itemStyle: { color: colour(i) } };
        const mark = list.length ? get(list[0], 'mark') : null;
        const near = list.reduce((a, b) => Math.abs(get(b, 'x') - mark) < Math.abs(get(a, 'x') - mark) ? b : a, list[0]);
        const band = { ...line, stack: 'band' + i, stackStrategy: 'all', silent: true, lineStyle: { opacity: 0 }, z: 0 };
        const bare = item => ({ value: item.value });
        return [
          { ...line, data: on(list, row => get(row, 'y')), lineStyle: { color: colour(i), width: 2 }, symbol: 'circle',
            markPoint: mark > 0 ? { symbol: 'pin', symbolSize: 34, silent: true,
              label: { formatter: String(Math.round(mark)), color: '#fff', fontSize: 10 }, itemStyle: { color: colour(i) },
              data: [{ coord: [String(get(near, 'x')), get(near, 'y')] }] } : undefined },
          { ...line, data: on(list, row => get(row, 'other')), lineStyle: { color: colour(i), type: 'dashed', width: 1.5 } },
          { ...band, data: on(known, row => get(row, 'low')).map(bare) },
          { ...band, data: on(known, row => get(row, 'high') - get(row, 'low')).map(bare),
            areaStyle: { color: colour(i), opacity: 0.15 } },
        ];
      });
      return { ...base, legend: { ...legend, selectedMode: false, data: legend.data.filter(item => chosen.has(item.name)),
        selected: Object.fromEntries(names.map(name => [name, chosen.has(name)])) },
        tooltip: { ...base.tooltip, trigger: 'axis', formatter: list => {
          const seen = unique(list.map(p => p.data.row).filter(Boolean));
          return seen.length ? `epoch ${get(seen[0], 'x')}<br>` + seen.map(row => `${escape(get(row, 'by'))}: test
            <b>${shown(get(row, 'y'), percent)}</b>, train <b>${shown(get(row, 'other'), percent)}</b>`).join('<br>') : '';
        } },
        xAxis: axis(words(chart.x), { type: 'category', data: epochs.map(String), boundaryGap: false, nameGap: 28 }),
        yAxis: { ...yAxis, name: 'robust accuracy', min: 0 }, series };
    }

    function front() {
      const best = rows.filter(row => !get(row, 'flag')).sort((a, b) => get(a, 'x') - get(b, 'x'));
      return { ...base, legend: { ...legend, data: names.map(name => ({ name })) },
        xAxis: axis(words(chart.x), { type: Math.max(...xs) > 30 * Math.min(...xs) ? 'log' : 'value', nameGap: 28, scale: true,
          axisLabel: { color: ink, hideOverlap: true, formatter: value => value.toExponential(1).replace('e+', 'e') } }), yAxis,
        series: [
          { type: 'line', data: data(best), symbol: 'none', silent: true, lineStyle: { color: soft, type: 'dashed' }, z: 0 },
          ...names.flatMap((name, i) => [
            { type: 'scatter', name, data: data(own(name)), symbol: SHAPES[i % SHAPES.length], symbolSize: 12,
              itemStyle: { color: colour(i), opacity: own(name).some(row => get(row, 'flag')) ? 0.45 : 1 } },
            whiskers(name, i, points(own(name)))]),
        ] };
    }

    function pointsOf() {
      const categories = by('x');
      const shift = i => 12 * (i - (names.length - 1) / 2);
      return { ...base, legend, grid: { ...base.grid, bottom: 96 },
        xAxis: axis('', { type: 'category', data: categories, splitLine: { show: true, lineStyle: { color: line } },
          axisLabel: innerWidth > 700 && categories.length < 9
            ? { color: ink, interval: 0, lineHeight: 15, overflow: 'break', width: Math.floor(Math.min(innerWidth, 1100) * 0.85 / categories.length) }
            : { color: ink, interval: 0, rotate: 40, width: 120, overflow: 'truncate' } }),
        yAxis, series: names.flatMap((name, i) => [
          { type: 'scatter', name, data: data(own(name)), symbol: SHAPES[i % SHAPES.length], symbolSize: 10,
            symbolOffset: [shift(i), 0], itemStyle: { color: colour(i) } },
          whiskers(name, i, points(own(name)), shift(i))]) };
    }

    function forest() {
      const down = by('y').reverse();
      const known = name => own(name).filter(row => get(row, 'low') !== null);
      const room = value => 0.04 * (Math.max(0, value.max) - Math.min(0, value.min));
      const shift = i => 13 * (i - (names.length - 1) / 2);
      const wide = Math.min(innerWidth > 700 ? 280 : 110, 24 + 7 * Math.max(...down.map(name => name.length)));
      const range = (name, i) => ({
        type: 'custom', name, silent: true, tooltip: { show: false }, itemStyle: { color: colour(i) }, z: 1,
        data: known(name).map(row => [get(row, 'low'), get(row, 'high'), down.indexOf(get(row, 'y'))]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (params, api) => {
          const [low, middle] = api.coord([api.value(0), api.value(2)]), high = api.coord([api.value(1), api.value(2)])[0];
          const y = middle + shift(i), style = { stroke: api.visual('color'), lineWidth: 1.5, fill: 'none' };
          const bar = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
          const mark = { type: 'text', style: { text: get(known(name)[params.dataIndex], 'mark'), x: high + 5, y: y - 5, fill: soft, fontSize: 10 } };
          return { type: 'group', children: [bar(low, y, high, y), bar(low, y - 4, low, y + 4), bar(high, y - 4, high, y + 4), mark] };
        },
      });
      return { ...base, legend, grid: { ...base.grid, left: wide, right: 44 },
        xAxis: axis('minus dense, in points', { type: 'value', nameGap: 28, min: value => Math.min(0, value.min) - room(value), max: value => Math.max(0, value.max) + room(value),
          axisLabel: { color: ink, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: value => String(+(100 * value).toFixed(1)) } }),
        yAxis: axis('', { type: 'category', data: down, splitLine: { show: true, lineStyle: { color: line } },
          axisLabel: { color: ink, width: wide - 12, overflow: 'break', interval: 0 } }),
        series: names.flatMap((name, i) => [
          { type: 'scatter', name, symbol: SHAPES[i % SHAPES.length], symbolSize: 9, symbolOffset: [0, shift(i)], itemStyle: { color: colour(i) },
            data: own(name).map(row => ({ value: [get(row, 'x'), get(row, 'y')], row,
              label: { show: get(row, 'low') === null, formatter: get(row, 'mark'), position: 'right', fontSize: 10, color: soft } })),
            markLine: i ? undefined : { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: ink, type: 'solid', width: 1 }, data: [{ xAxis: 0 }] } },
          range(name, i)]) };
    }

    function bars() {
      const wide = innerWidth > 700;
      return { ...base, legend, grid: { ...base.grid, bottom: 96 },
        xAxis: axis('', { type: 'category', data: by('x'), axisLabel: { color: ink, interval: 0, rotate: by('x').length < 9 && wide ? 0 : 40,
          width: 120, overflow: 'truncate' } }),
        yAxis: { ...yAxis, scale: false },
        series: names.map((name, i) => ({ type: 'bar', name, stack: 'all', barMaxWidth: 60, itemStyle: { color: colour(i) },
          data: own(name).map(row => ({ value: [get(row, 'x'), get(row, 'y')], row })) })) };
    }

    function heat() {
      const across = by('x').map(String), down = by('y').map(String).reverse();
      const values = rows.map(row => get(row, 'value')).filter(value => value !== null);
      const least = Math.min(...values), most = Math.max(...values);
      const wide = Math.max(...down.map(name => name.length));
      return { ...base, grid: { left: Math.min(150, 30 + 7 * wide), right: 16, top: 20, bottom: 130 },
        xAxis: axis(words(chart.x), { type: 'category', data: across, nameGap: 58,
          axisLabel: { color: ink, rotate: 30, width: 90, overflow: 'truncate', interval: 0 } }),
        yAxis: axis('', { type: 'category', data: down, axisLabel: { color: ink, width: 130, overflow: 'truncate' } }),
        visualMap: { min: least, max: most, text: [shown(most, percent), shown(least, percent)], calculable: false, orient: 'horizontal', left: 'center', bottom: 0,
          textStyle: text,
          inRange: { color: dark.matches ? ['#1d2b3a', '#2f6da8', '#a6d8ff'] : ['#eef4fa', '#6aaed6', '#08306b'] } },
        series: [{ type: 'heatmap', data: rows.map(row => ({ row,
          label: { color: (get(row, 'value') - least) / (most - least || 1) > (dark.matches ? 0.5 : 0.72) === dark.matches ? '#111' : '#fff' },
          value: [across.indexOf(String(get(row, 'x'))), down.indexOf(String(get(row, 'y'))), get(row, 'value')] })),
          itemStyle: { borderColor: css('--paper'), borderWidth: 1 },
          label: { show: across.length * down.length <= 48 && innerWidth > 600 || across.length <= 4,
            formatter: p => shown(p.data.row[at[chart.value]], percent) } }] };
    }

    return { lines, curves, forest, front, points: pointsOf, bars, heat }[chart.kind]();
  }

  function table(figure) {
    const text = i => figure.rows.some(row => typeof row[i] === 'string');
    const kinds = figure.columns.map((_, i) => text(i) ? ' class="text"' : '');
    return `<div class="scroll" tabindex="0" role="region" aria-label="Data: ${escape(figure.title)}"><table><thead><tr>${
      figure.columns.map((name, i) => `<th scope="col"${kinds[i]}>${escape(words(name))}</th>`).join('')}</tr></thead><tbody>${
      figure.rows.map(row => `<tr>${row.map((value, i) => `<td${kinds[i]}>${escape(value === null ? '' : value)}</td>`).join('')}</tr>`)
        .join('')}</tbody></table></div>`;
  }

  for (const figure of figures) {
    const place = document.getElementById(figure.name);
    const box = place.querySelector('.chart'), select = place.querySelector('select'), details = place.querySelector('details');
    const facet = () => select ? select.value : null;
    if (figure.chart.kind === 'heat') {
      const at = figure.columns.indexOf(figure.chart.y);
      box.style.height = `${14 + 1.8 * unique(figure.rows.map(row => row[at])).length}rem`;
    }
    if (figure.chart.kind === 'forest') {
      const at = figure.columns.indexOf(figure.chart.y);
      box.style.height = `${9 + 3 * unique(figure.rows.map(row => row[at])).length}rem`;
    }
    if (select) {
      const at = figure.columns.indexOf(figure.chart.facet);
      unique(figure.rows.map(row => row[at])).forEach(name => select.add(new Option(name, name)));
    }
    const set = document.createElement('fieldset');
    if (figure.chart.kind === 'curves') {
      // a legend is part of the picture, and so out of a keyboard's reach
      const at = figure.columns.indexOf(figure.chart.by);
      set.innerHTML = '<legend>Draw</legend>' + unique(figure.rows.map(row => row[at])).map((name, i) =>
        `<label><input type="checkbox" value="${escape(name)}"${i < 4 ? ' checked' : ''}> ${escape(name)}</label>`).join('');
      box.before(set);
    }
    const chosen = () => new Set([...set.querySelectorAll('input:checked')].map(input => input.value));
    const chart = echarts.init(box, null, { renderer: 'svg' });
    const draw = () => chart.setOption(option(figure, facet(), chosen()), true);
    draw();
    if (select) select.addEventListener('change', draw);
    set.addEventListener('change', draw);
    dark.addEventListener('change', draw);
    new ResizeObserver(() => chart.resize()).observe(box);
    const link = place.querySelector('a[download]');
    link.href = URL.createObjectURL(new Blob([csv(figure)], { type: 'text/csv' }));
    details.addEventListener('toggle', () => {
      if (details.open && !details.querySelector('table')) details.insertAdjacentHTML('beforeend', table(figure));
    });
  }

  for (const button of document.querySelectorAll('th button')) {
    button.addEventListener('click', () => {
      const head = button.parentElement, column = head.cellIndex, body = head.closest('table').tBodies[0];
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const value = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const compare = (a, b) => a === '' || b === '' ? (a === '') - (b === '')
        : (up ? 1 : -1) * (Number.isNaN(+a) || Number.isNaN(+b) ? a.localeCompare(b) : a - b);
      body.append(...[...body.rows].sort((a, b) => compare(value(a), value(b))));
    });
  }
})();
