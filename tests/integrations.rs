//! The files under `integrations/` do what they promise: their versions are
//! ours, their patterns leave out none of our languages, their scripts run.

use std::path::{Path, PathBuf};

use regex::Regex;
use unsoap::language::LANGUAGES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn versions_are_the_one_of_the_package() {
    let version = env!("CARGO_PKG_VERSION");
    let check = |path: &str, line: String| assert!(read(path).contains(&line), "{path} lacks `{line}`");
    check("integrations/github/action.yml", format!("default: {version}\n"));
    check("integrations/gitlab/unsoap.gitlab-ci.yml", format!("UNSOAP_VERSION: \"{version}\""));
    check("integrations/README.md", format!("integrations/github@v{version}"));
    check("integrations/README.md", format!("rev: v{version}"));
    check(".pre-commit-hooks.yaml", format!("ghcr.io/unsoap/unsoap:{version} "));
    check("pyproject.toml", format!("unsoap=={version}"));
}

#[test]
fn the_hooks_leave_out_nothing_that_is_read() {
    let text = read(".pre-commit-hooks.yaml");
    let pattern = text.lines().find_map(|l| l.trim().strip_prefix("exclude: &exclude "));
    let excluded = Regex::new(pattern.expect("there is a pattern")).expect("a valid pattern");
    for language in LANGUAGES {
        let extensions = language.extensions.iter().map(|e| format!("src/a.{e}"));
        for name in extensions.chain(language.names.iter().map(|n| format!("src/{n}"))) {
            assert!(!excluded.is_match(&name), "{name}");
        }
    }
    for name in
        ["web.config", "a.jsp", "v.cshtml", "S.svc", "x.asmx", "R.svcmap", "v.ctp", "a.wsdl", "bin/sync"]
    {
        assert!(!excluded.is_match(name), "{name}");
    }
    for name in ["logo.PNG", "lib/a.jar", "fonts/a.woff2"] {
        assert!(excluded.is_match(name), "{name}");
    }
}

#[test]
fn inputs_never_stand_inside_a_script() {
    let text = read("integrations/github/action.yml");
    for line in text.lines().filter(|l| l.trim_start().starts_with("run:")) {
        assert!(!line.contains("${{"), "{line}");
    }
    let third_party = text.lines().filter_map(|l| l.trim().strip_prefix("uses: "));
    for action in third_party {
        let hash = action.split_once('@').map_or("", |(_, rest)| rest.split(' ').next().unwrap_or(""));
        assert!(hash.len() == 40 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{action}");
    }
}

#[cfg(unix)]
mod scripts {
    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::{Command, Output};

    use super::*;

    /// A workspace of a runner.
    struct Runner {
        directory: tempfile::TempDir,
    }

    impl Runner {
        fn new() -> Self {
            let runner = Runner { directory: tempfile::tempdir().expect("a directory can be made") };
            std::fs::create_dir(runner.path("workspace")).expect("can be made");
            std::fs::create_dir(runner.path("temp")).expect("can be made");
            runner
        }

        fn path(&self, name: &str) -> PathBuf {
            self.directory.path().join(name)
        }

        fn run(&self, script: &str, environment: &[(&str, &str)]) -> Output {
            Command::new(root().join("integrations/github").join(script))
                .current_dir(self.path("workspace"))
                .env("RUNNER_TEMP", self.path("temp"))
                .env("GITHUB_OUTPUT", self.path("output"))
                .env("GITHUB_STEP_SUMMARY", self.path("summary.md"))
                .env("RUNNER_OS", "Linux")
                .env("RUNNER_ARCH", "X64")
                .envs(environment.iter().copied())
                .output()
                .expect("bash is there")
        }

        fn scan(&self, environment: &[(&str, &str)]) -> BTreeMap<String, String> {
            let mut all = vec![
                ("UNSOAP", env!("CARGO_BIN_EXE_unsoap")),
                ("UNSOAP_PATHS", "."),
                ("UNSOAP_APIS", ""),
                ("UNSOAP_MIN_CONFIDENCE", "possible"),
                ("UNSOAP_FAIL_ON", "any"),
                ("UNSOAP_BASELINE", ""),
            ];
            all.extend(environment);
            let _ = std::fs::remove_file(self.path("output"));
            let output = self.run("scan.sh", &all);
            assert!(output.status.success(), "{output:?}");
            self.outputs()
        }

        fn outputs(&self) -> BTreeMap<String, String> {
            let text = std::fs::read_to_string(self.path("output")).unwrap_or_default();
            let pairs = text.lines().filter_map(|l| l.split_once('='));
            pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
        }
    }

    #[test]
    fn a_scan_writes_every_report_and_never_fails() {
        let runner = Runner::new();
        std::fs::write(runner.path("workspace/a b.php"), "<?php echo 1;\n").expect("can be written");
        let outputs = runner.scan(&[]);
        assert_eq!((outputs["status"].as_str(), outputs["findings"].as_str()), ("0", "0"));
        let sarif = std::fs::read_to_string(&outputs["sarif-file"]).expect("is written");
        let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("is JSON");
        assert_eq!(sarif["version"], "2.1.0");
        for key in ["json-file", "annotations-file", "text-file"] {
            assert!(Path::new(&outputs[key]).is_file(), "{key}");
        }
    }

    #[test]
    fn what_is_asked_wrongly_is_told_and_fails_at_the_end() {
        let runner = Runner::new();
        let outputs = runner.scan(&[("UNSOAP_PATHS", "not there")]);
        assert_eq!(outputs["status"], "2");
        assert!(!outputs.contains_key("sarif-file"));
        let outputs = runner.scan(&[("UNSOAP_FAIL_ON", "'; touch injected #")]);
        assert_eq!(outputs["status"], "2");
        assert!(!runner.path("workspace/injected").exists());
    }

    /// A program that writes reports as unsoap does, with these fingerprints.
    fn double(runner: &Runner, fingerprints: &[&str], status: u8) -> PathBuf {
        let findings: String =
            fingerprints.iter().map(|f| format!("      \"fingerprint\": \"{f}\",\n")).collect();
        let script = format!(
            "#!/bin/bash\nfor a; do case $a in json=*) cat >\"${{a#json=}}\" <<'E'\n{findings}E\n;; concise=*) \
             echo done >\"${{a#concise=}}\";; esac; done\necho \"$@\" >args\nexit {status}\n"
        );
        let file = runner.path("double");
        std::fs::write(&file, script).expect("can be written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("can be set");
        file
    }

    #[test]
    fn findings_that_are_not_in_the_baseline_are_new() {
        let runner = Runner::new();
        std::fs::write(runner.path("old.json"), "  \"fingerprint\": \"aa\",\n  \"fingerprint\": \"bb\"\n")
            .expect("can be written");
        let baseline = runner.path("old.json");
        let scan = |fingerprints: &[&str]| {
            let program = double(&runner, fingerprints, 0);
            runner.scan(&[
                ("UNSOAP", program.to_str().expect("is UTF-8")),
                ("UNSOAP_FAIL_ON", "new"),
                ("UNSOAP_BASELINE", baseline.to_str().expect("is UTF-8")),
            ])
        };
        let outputs = scan(&["bb", "cc", "dd"]);
        assert_eq!((outputs["findings"].as_str(), outputs["new-findings"].as_str()), ("3", "2"));
        assert_eq!(outputs["status"], "1");
        let outputs = scan(&["aa", "bb"]);
        assert_eq!((outputs["new-findings"].as_str(), outputs["status"].as_str()), ("0", "0"));
    }

    #[test]
    fn paths_and_apis_arrive_one_by_one() {
        let runner = Runner::new();
        let program = double(&runner, &[], 0);
        let program = program.to_str().expect("is UTF-8");
        let arguments = |paths: &str, apis: &str| {
            runner.scan(&[("UNSOAP", program), ("UNSOAP_PATHS", paths), ("UNSOAP_APIS", apis)]);
            std::fs::read_to_string(runner.path("workspace/args")).expect("is written")
        };
        assert!(arguments("lib\na b\n", "one\ntwo\n").contains("--api one --api two"));
        assert!(arguments("lib\na b\n", "").ends_with("-- lib a b\n"));
        // So that paths in the report begin with it.
        assert!(arguments("lib", "").ends_with("-- lib lib\n"));
        assert!(arguments("\n", "").ends_with("-- .\n"));
    }

    #[test]
    fn the_summary_is_neither_html_nor_markdown() {
        let runner = Runner::new();
        let report = "x\nSummary\n\n  getLead <script> & `x`\n";
        std::fs::write(runner.path("report.txt"), report).expect("can be written");
        let file = runner.path("report.txt");
        let output = runner.run("summary.sh", &[("REPORT", file.to_str().expect("is UTF-8"))]);
        assert!(output.status.success(), "{output:?}");
        let summary = std::fs::read_to_string(runner.path("summary.md")).expect("is written");
        assert_eq!(summary, "## unsoap\n\n<pre>\n\n  getLead &lt;script&gt; &amp; `x`\n</pre>\n");
    }

    /// A release with this program, and a checksum of it or of something else.
    fn release(runner: &Runner, right: bool) -> String {
        let directory = runner.path("releases/v1.2.3");
        let script = "set -e; echo 'echo hello' >unsoap
            tar -czf unsoap-x86_64-unknown-linux-musl.tar.gz unsoap
            sha256sum unsoap-x86_64-unknown-linux-musl.tar.gz >SHA256SUMS";
        std::fs::create_dir_all(&directory).expect("can be made");
        let status = Command::new("bash").arg("-c").arg(script).current_dir(&directory).status();
        assert!(status.expect("bash is there").success());
        if !right {
            let sums = directory.join("SHA256SUMS");
            let text = std::fs::read_to_string(&sums).expect("is written");
            std::fs::write(&sums, format!("{}{}", "0".repeat(64), &text[64..])).expect("can be written");
        }
        format!("file://{}", runner.path("releases").display())
    }

    #[test]
    fn a_release_is_installed_only_with_the_right_checksum() {
        for right in [true, false] {
            let runner = Runner::new();
            let releases = release(&runner, right);
            let output =
                runner.run("install.sh", &[("UNSOAP_VERSION", "1.2.3"), ("UNSOAP_RELEASES", &releases)]);
            assert_eq!(output.status.success(), right, "{output:?}");
            let binary = runner.outputs().remove("binary");
            assert_eq!(binary.is_some_and(|b| Path::new(&b).is_file()), right);
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(said.contains("checksum"), !right, "{said}");
        }
    }

    #[test]
    fn an_installed_program_is_taken_as_it_is() {
        let runner = Runner::new();
        let program = env!("CARGO_BIN_EXE_unsoap");
        let output = runner.run("install.sh", &[("UNSOAP_BINARY", program)]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(runner.outputs()["binary"], program);
        for (key, value) in [("UNSOAP_BINARY", "not there"), ("UNSOAP_VERSION", "../../x")] {
            assert!(!runner.run("install.sh", &[(key, value)]).status.success(), "{value}");
        }
    }
}
