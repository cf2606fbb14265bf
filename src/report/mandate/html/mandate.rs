//! One mandate: MUST, MAY and FREE side by side, then since when it counts and how to be excepted.

use crate::policy::Standing;
use crate::project::{Asked, ChoiceLine, Choices, Described};
use crate::report::html::{address, text};
use crate::report::mandate::words;
use maud::{Markup, html};

/// A mandate as a whole: the page is about it, or with `link` its title leads to the page that is.
pub(super) fn full(mandate: &Described, link: Option<&str>) -> Markup {
    let heading = format!("{}-title", mandate.id);
    html! {
        article.mandate id=(mandate.id) aria-labelledby=(heading) {
            header {
                p.kicker { code { (text(&mandate.id)) } }
                @match link {
                    Some(link) => { h2 id=(heading) { a href=(link) { (text(&mandate.title)) } } }
                    None => { h1 id=(heading) { (text(&mandate.title)) } }
                }
                p.why { (text(mandate.rationale.trim())) }
                (facts(mandate))
            }
            (columns(mandate))
            div.terms {
                (phases(mandate))
                (exceptions(mandate))
            }
        }
    }
}

fn facts(mandate: &Described) -> Markup {
    html! {
        dl.facts {
            div { dt { "Owner" } dd { (text(&mandate.owner)) } }
            div {
                dt { "For" }
                dd {
                    @for (index, (id, title)) in mandate.kinds.iter().enumerate() {
                        @if index > 0 { ", " }
                        span title=(text(title)) { (text(id)) }
                    }
                    @for entry in &mandate.when { " where " code { (text(entry)) } }
                    @if let Some(each) = &mandate.each { ", each of " code { (text(each)) } }
                    @for entry in &mandate.filter { " where " code { (text(entry)) } }
                }
            }
            @if let Some(since) = mandate.since {
                div { dt { "Since" } dd { time datetime=(since) { (since) } } }
            }
            div {
                dt { "Review by" }
                dd {
                    time datetime=(mandate.review_by) { (mandate.review_by) }
                    @if mandate.overdue { " " strong.overdue { "overdue" } }
                }
            }
            @if !mandate.controls.is_empty() {
                div { dt { "Controls" } dd { (text(&mandate.controls.join(", "))) } }
            }
            @if let Some(docs) = &mandate.docs {
                div {
                    dt { "Read more" }
                    dd {
                        @match address(docs) {
                            Some(docs) => { a href=(docs) rel="noreferrer" { (docs) } }
                            None => { (text(docs)) }
                        }
                    }
                }
            }
        }
    }
}

fn columns(mandate: &Described) -> Markup {
    html! {
        div.columns {
            section.must aria-label="Must" {
                h3 { "Must" }
                @if mandate.must.is_empty() { p.none { "Nothing beyond a choice." } }
                ul {
                    @for asked in &mandate.must { li { (condition(asked)) } }
                }
            }
            section.may aria-label="May" {
                h3 { "May" }
                @match &mandate.may {
                    Some(may) => { (choices(may)) }
                    None => { p.none { "Anything that meets it: how is the team's own." } }
                }
            }
            section.free aria-label="Free" {
                h3 { "Free" }
                @if mandate.free.is_empty() {
                    p.none { "Everything that it does not speak of." }
                } @else {
                    p.note { "No mandate may constrain these:" }
                    ul {
                        @for path in &mandate.free { li { code { (text(path)) } } }
                    }
                }
            }
        }
    }
}

fn condition(asked: &Asked) -> Markup {
    html! {
        p.asked { (text(&asked.otherwise)) }
        p.test {
            @match &asked.about {
                Some(about) => { code { (text(about)) } }
                None => { @if asked.test.is_none() { "the service" } }
            }
            @if asked.optional { " if it is there" }
            @if let Some(test) = &asked.test {
                @if asked.about.is_some() { ": " }
                code { (text(test)) }
            } @else { " is there" }
        }
    }
}

fn choices(may: &Choices) -> Markup {
    let standings = [
        (Standing::Preferred, "Preferred"),
        (Standing::Allowed, "Allowed"),
        (Standing::Retiring, "Retiring"),
        (Standing::Retired, "Retired"),
    ];
    html! {
        p.note {
            @if may.one { "Exactly one" } @else { "At least one" }
            @match &may.named_at {
                Some(at) => { ", named at " code { (text(at)) } }
                None => { ", shown by what the manifest says" }
            }
        }
        @for (standing, heading) in standings {
            @if may.choices.iter().any(|choice| choice.standing == standing) {
                div.standing.(standing.word()) {
                    h4 { (heading) }
                    ul {
                        @for line in may.choices.iter().filter(|choice| choice.standing == standing) {
                            li { (choice(line)) }
                        }
                    }
                }
            }
        }
    }
}

fn choice(choice: &ChoiceLine) -> Markup {
    html! {
        strong { (text(&choice.id)) }
        @for words in words::beside(choice) { span.beside { (text(&words.replace('`', ""))) } }
        @for evidence in &choice.when { p.test { "if " code { (text(evidence)) } } }
        @if !choice.requires.is_empty() {
            ul.requires {
                @for term in &choice.requires { li { "requires: " (text(&term.otherwise)) } }
            }
        }
    }
}

fn phases(mandate: &Described) -> Markup {
    html! {
        section aria-label="When it counts" {
            h3 { "When it counts" }
            ol.phases {
                @for phase in &mandate.phases {
                    li.upcoming[phase.begins_in.is_some()] {
                        span.level.(phase.level.word()) { (phase.level.word()) }
                        " " (text(&words::phase(phase)))
                        span.effect { (words::effect(phase.level)) }
                    }
                }
            }
        }
    }
}

fn exceptions(mandate: &Described) -> Markup {
    html! {
        section aria-label="Exceptions" {
            h3 { "Exceptions" }
            ul {
                @for line in words::terms(mandate) { li { (text(&line)) } }
                @if let Some(command) = words::request(mandate) {
                    li { "Ask: " code { (text(&command)) } }
                }
            }
            @if !mandate.exceptions.is_empty() {
                table {
                    caption { @if let Some(open) = words::open(mandate) { (open) } }
                    thead { tr { th scope="col" { "Exception" } th scope="col" { "Service" } th scope="col" { "State" } th scope="col" { "Until" } } }
                    tbody {
                        @for exception in &mandate.exceptions {
                            tr {
                                th scope="row" { (text(&exception.id)) }
                                td { (text(&exception.service)) }
                                td { (exception.states.join(", ")) }
                                td { (exception.expires) }
                            }
                        }
                    }
                }
            }
        }
    }
}
