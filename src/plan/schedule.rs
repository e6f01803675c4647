//! Puts packages on the calendar of a team.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::Plan;

/// Who works on it, and from when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Team {
    /// First day.
    pub start: Date,
    /// People who work at the same time.
    pub people: u32,
    /// Hours a person has for it in a week.
    pub hours_per_week: f64,
}

/// First and last day of each package, in the order of the plan. Packages take
/// their average hours, which add up; each is one person's, and who is free
/// takes the next whose packages before it are done.
pub fn schedule(plan: &Plan, team: &Team) -> Vec<(Date, Date)> {
    let hours_per_day = team.hours_per_week / 5.0;
    // In hours since the start.
    let mut free = vec![0.0_f64; team.people.max(1) as usize];
    let mut ends: Vec<f64> = Vec::new();
    let mut days = Vec::new();
    for package in &plan.packages {
        let before = plan.packages.iter().zip(&ends).filter(|(p, _)| package.depends_on.contains(&p.id));
        let ready = before.map(|(_, end)| *end).fold(0.0, f64::max);
        let who = free.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(who, _)| who);
        let begin = free[who].max(ready);
        let end = begin + package.average;
        free[who] = end;
        ends.push(end);
        // A package that ends with a day does not reach into the next.
        let last = ((end / hours_per_day - 1e-9).floor()).max((begin / hours_per_day).floor());
        days.push((working_day(team.start, begin / hours_per_day), working_day(team.start, last)));
    }
    days
}

/// The day that many working days after the start; weekends are none.
fn working_day(start: Date, days: f64) -> Date {
    let mut day = start;
    // A calendar ends in the year 9999; whoever plans beyond it keeps the last day.
    let next = |day: Date| day.checked_add(1.day()).unwrap_or(day);
    let is_off = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    while is_off(day) && next(day) != day {
        day = next(day);
    }
    for _ in 0..days.clamp(0.0, 100_000.0) as u32 {
        day = next(day);
        while is_off(day) && next(day) != day {
            day = next(day);
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::super::Package;
    use super::*;

    fn check(people: u32, packages: &[(&str, f64, &[&str])], expected: &[&str]) {
        let package = |(id, average, before): &(&str, f64, &[&str])| Package {
            id: (*id).into(),
            average: *average,
            depends_on: before.iter().map(|b| (*b).to_owned()).collect(),
            ..Package::default()
        };
        let plan = Plan { packages: packages.iter().map(package).collect(), ..Plan::default() };
        // A Thursday; six hours a day.
        let start = "2026-11-26".parse().expect("a date");
        let days = schedule(&plan, &Team { start, people, hours_per_week: 30.0 });
        let days: Vec<String> = days.iter().map(|(first, last)| format!("{first} {last}")).collect();
        assert_eq!(days, expected);
    }

    #[test]
    fn packages_follow_each_other_on_working_days() {
        check(1, &[("a", 6.0, &[]), ("b", 9.0, &[])], &["2026-11-26 2026-11-26", "2026-11-27 2026-11-30"]);
        check(2, &[("a", 6.0, &[]), ("b", 9.0, &[])], &["2026-11-26 2026-11-26", "2026-11-26 2026-11-27"]);
        check(2, &[("a", 6.0, &[]), ("b", 9.0, &["a"])], &["2026-11-26 2026-11-26", "2026-11-27 2026-11-30"]);
        check(1, &[("a", 0.0, &[])], &["2026-11-26 2026-11-26"]);
    }
}
