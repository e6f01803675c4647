//! A history as a chart: calls as columns, and the hours that are left as a
//! line in its range. Every number of it is also written beside its mark.

use std::fmt::Write as _;

use minijinja::HtmlEscape;

use super::{History, Point};
use crate::report::{cut, hours, line, thousands};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 12.0;
/// Top and height of the two panels.
const CALLS: (f64, f64) = (28.0, 130.0);
const HOURS: (f64, f64) = (206.0, 110.0);
const HEIGHT: f64 = 350.0;

/// Colours for light and dark, where the chart is a file of its own.
const COLORS: &str = "\
svg{background:#fff;color:#1c2128;font:11px system-ui,sans-serif}\
.certain{fill:#0b5cad}.likely{fill:#5b9bd9}.possible{fill:#b5d1ec}.band{fill:#0b5cad;opacity:.16}\
.middle{fill:none;stroke:#0b5cad;stroke-width:2}.dot{fill:#0b5cad}.grid{stroke:#d0d7de}text{fill:#1c2128}.quiet{fill:#57606a}\
@media (prefers-color-scheme:dark){svg{background:#0f1419}.certain{fill:#79b8ff}.likely{fill:#3d7fc4}.possible{fill:#1f456e}\
.band{fill:#79b8ff}.middle{stroke:#79b8ff}.dot{fill:#79b8ff}.grid{stroke:#30363d}text{fill:#e6edf3}.quiet{fill:#9aa5b1}}";

/// A file of its own.
pub(super) fn standalone(history: &History) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n",
        svg(history, &format!("<style>{COLORS}</style>"))
    )
}

/// For a page that has the colours already.
pub(crate) fn inline(history: &History) -> String {
    svg(history, "")
}

fn svg(history: &History, style: &str) -> String {
    let points = &history.points;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"burndown-name burndown-text\">\
         <title id=\"burndown-name\">Calls and hours left over time</title><desc id=\"burndown-text\">{}</desc>{style}",
        escaped(&told(points))
    );
    let step = (WIDTH - LEFT - RIGHT) / points.len().max(1) as f64;
    let middle = |at: usize| LEFT + step * (at as f64 + 0.5);
    calls(&mut out, points, step, &middle);
    remaining(&mut out, points, &middle);
    // Labels that would overlap are left out; the last always stands.
    let every = (100.0 / step).ceil().max(1.0) as usize;
    for (at, point) in points.iter().enumerate() {
        if (points.len() - 1 - at).is_multiple_of(every) {
            let label = escaped(&cut(&line(&point.label), 14, "…"));
            // The last would run over the edge.
            let (x, anchor) = if at + 1 == points.len() && at > 0 {
                (WIDTH - RIGHT, "end")
            } else {
                (middle(at), "middle")
            };
            text(&mut out, x, HEIGHT - 10.0, anchor, "quiet", &label);
        }
    }
    out.push_str("</svg>");
    out
}

/// The chart in a sentence, for those who cannot see it.
fn told(points: &[Point]) -> String {
    let one = |p: &Point| {
        let calls = p.kinds.get("call").copied().unwrap_or_default();
        format!("{}: {} calls, {} left", line(&p.label), thousands(calls), hours(&p.hours, "–"))
    };
    match points {
        [] => "No points".to_owned(),
        [only] => one(only),
        [first, .., last] => format!("From {} to {}", one(first), one(last)),
    }
}

fn calls(out: &mut String, points: &[Point], step: f64, middle: &dyn Fn(usize) -> f64) {
    let (top, height) = CALLS;
    let most = points.iter().map(|p| p.calls.values().sum::<usize>()).max().unwrap_or(0).max(1) as f64;
    text(out, LEFT, top - 12.0, "start", "quiet", "calls");
    grid(out, top, height, most);
    let mut legend = WIDTH - RIGHT;
    for name in ["possible", "likely", "certain"] {
        legend -= 62.0;
        let _ = write!(
            out,
            "<rect class=\"{name}\" x=\"{legend}\" y=\"{}\" width=\"9\" height=\"9\"/>",
            top - 21.0
        );
        text(out, legend + 13.0, top - 13.0, "start", "quiet", name);
    }
    let width = (step * 0.7).min(40.0);
    for (at, point) in points.iter().enumerate() {
        let mut bottom = top + height;
        for name in ["certain", "likely", "possible"] {
            let n = point.calls.get(name).copied().unwrap_or_default();
            let tall = n as f64 / most * height;
            bottom -= tall;
            if n > 0 {
                let _ = write!(
                    out,
                    "<rect class=\"{name}\" x=\"{:.1}\" y=\"{bottom:.1}\" width=\"{width:.1}\" height=\"{tall:.1}\"><title>{}: {} {name}</title></rect>",
                    middle(at) - width / 2.0,
                    escaped(&line(&point.label)),
                    thousands(n)
                );
            }
        }
    }
}

fn remaining(out: &mut String, points: &[Point], middle: &dyn Fn(usize) -> f64) {
    let (top, height) = HOURS;
    let most = points.iter().map(|p| p.hours.high).fold(1.0, f64::max);
    text(out, LEFT, top - 12.0, "start", "quiet", "hours left: low, likely, high");
    grid(out, top, height, most);
    let y = |hours: f64| top + height - hours / most * height;
    let at = |of: &dyn Fn(&Point) -> f64| -> Vec<String> {
        points.iter().enumerate().map(|(i, p)| format!("{:.1},{:.1}", middle(i), y(of(p)))).collect()
    };
    let mut band = at(&|p| p.hours.high);
    let mut low = at(&|p| p.hours.low);
    low.reverse();
    band.append(&mut low);
    let _ = write!(out, "<polygon class=\"band\" points=\"{}\"/>", band.join(" "));
    let _ = write!(out, "<polyline class=\"middle\" points=\"{}\"/>", at(&|p| p.hours.likely).join(" "));
    for (i, point) in points.iter().enumerate() {
        let _ = write!(
            out,
            "<circle class=\"dot\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\"><title>{}: {}</title></circle>",
            middle(i),
            y(point.hours.likely),
            escaped(&line(&point.label)),
            hours(&point.hours, "–")
        );
    }
}

/// The base line, and the top with its number.
fn grid(out: &mut String, top: f64, height: f64, most: f64) {
    for (y, value) in [(top, most), (top + height / 2.0, most / 2.0), (top + height, 0.0)] {
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>",
            WIDTH - RIGHT
        );
        let digits = usize::from(value < 10.0 && value.fract() > 0.0);
        text(out, LEFT - 6.0, y + 4.0, "end", "quiet", &format!("{value:.digits$}"));
    }
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, class: &str, text: &str) {
    let _ = write!(
        out,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    );
}

fn escaped(text: &str) -> String {
    HtmlEscape(text).to_string()
}
