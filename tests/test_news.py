import pytest
from typer.testing import CliRunner

from chiprace.changes import Cause, Changes, Flip
from chiprace.cli import app
from chiprace.errors import NotifyError, ParameterError
from chiprace.scheduled.news import News
from chiprace.scheduled.notify import open_channels
from listeners import mailbox, webhook

FLIPPED = Changes(
    before="2026-11-22_baseline_00000000",
    verdicts=(
        Flip(
            claim="C17",
            words="It uses more energy.",
            before="supported",
            after="contested",
            reason="0.69 × the power",
            causes=(Cause(kind="facts", what=("SC0022",)),),
        ),
    ),
)
QUIET = Changes(before="2026-11-22_baseline_00000000")


@pytest.fixture
def hook():
    with webhook() as listener:
        yield listener


def events(listener):
    return [each["event"] for each in listener.heard]


def news(listener, tmp_path, schedule="baseline"):
    return News(open_channels(["webhook"], dict(listener.environment)), tmp_path, schedule)


class TestNews:
    def test_a_flip_is_told_once_with_claim_and_fact(self, hook, tmp_path):
        for _ in range(2):
            news(hook, tmp_path).built("edition-1", FLIPPED)
        (told,) = hook.heard
        assert told["event"] == "flip"
        assert told["title"] == "A verdict flipped: C17 is contested"
        assert told["schedule"] == "baseline"
        assert told["verdicts"][0]["causes"] == [{"kind": "facts", "what": ["SC0022"]}]
        assert "Cause: fact SC0022" in told["text"]
        news(hook, tmp_path).built("edition-2", FLIPPED)
        assert events(hook) == ["flip", "flip"]

    def test_a_failure_is_told_until_it_is_over(self, hook, tmp_path):
        news(hook, tmp_path).failed("03_x.ipynb: out of cheese.", 5)
        news(hook, tmp_path).failed("03_x.ipynb: out of cheese.", 5)
        news(hook, tmp_path).failed("04_y.ipynb: out of bread.", 5)
        news(hook, tmp_path).built("edition-1", QUIET)
        news(hook, tmp_path).built("edition-1", QUIET)
        assert events(hook) == ["failure", "failure", "recovery"]
        assert hook.heard[0]["error"] == "03_x.ipynb: out of cheese."
        assert hook.heard[0]["exit_code"] == 5
        assert "out of bread" in hook.heard[2]["text"]

    def test_schedules_do_not_hear_of_one_another(self, hook, tmp_path):
        news(hook, tmp_path, "article").failed("x", 2)
        news(hook, tmp_path, "baseline").built("edition-1", QUIET)
        assert events(hook) == ["failure"]

    def test_what_could_not_be_sent_is_sent_by_the_next_run(self, hook, tmp_path):
        hook.status = 503
        with pytest.raises(NotifyError, match="The webhook of CHIPRACE_WEBHOOK answered 503"):
            news(hook, tmp_path).built("edition-1", FLIPPED)
        hook.status = 200
        news(hook, tmp_path).built("edition-1", FLIPPED)
        assert events(hook) == ["flip"]

    def test_without_channels_nothing_is_told_or_noted(self, tmp_path):
        News((), tmp_path, "baseline").failed("x", 2)
        News((), tmp_path, "baseline").built("edition-1", FLIPPED)
        assert list(tmp_path.iterdir()) == []

    def test_that_it_cannot_be_noted_is_said(self, hook, tmp_path):
        (tmp_path / ".told").write_text("")
        with pytest.raises(NotifyError, match="the next run will tell it again"):
            news(hook, tmp_path).built("edition-1", FLIPPED)
        assert events(hook) == ["flip"]


class TestMail:
    def test_a_mail_arrives(self, tmp_path):
        with mailbox() as listener:
            channels = open_channels(["mail"], dict(listener.environment))
            News(channels, tmp_path, "baseline").built("edition-1", FLIPPED)
        (mail,) = listener.mails
        assert mail["Subject"] == "A verdict flipped: C17 is contested"
        assert (mail["From"], mail["To"]) == ("report@example.org", "reader@example.org")
        assert "Cause: fact SC0022" in mail.get_content()
        assert "0.69 × the power" in mail.get_content()
        assert listener.logins == [(b"reporter", b"hush-mail")]

    def test_a_refusal_is_said_without_the_password(self):
        with mailbox() as listener:
            wrong = {**listener.environment, "CHIPRACE_SMTP_PASSWORD": "hush-wrong"}
            (channel,) = open_channels(["mail"], wrong)
            with pytest.raises(NotifyError, match="SMTPAuthenticationError 535") as refused:
                channel.send("title", "text", {})
        assert "hush" not in f"{refused.value} {channel!r}"


class TestSecrets:
    def test_they_are_taken_out_of_the_environment_whoever_is_told(self):
        environment = {
            "CHIPRACE_WEBHOOK": "https://example.org/hush",
            "CHIPRACE_SMTP_PASSWORD": "hush",
            "PATH": "/bin",
        }
        assert open_channels([], environment) == ()
        assert environment == {"PATH": "/bin"}

    def test_a_build_takes_them_out_before_it_starts_another_process(self, monkeypatch, tmp_path):
        class StartedError(Exception):
            pass

        def start(environment):
            raise StartedError(dict(environment))

        monkeypatch.setattr("chiprace.kernels.forks.fork_server", start)
        monkeypatch.setenv("CHIPRACE_WEBHOOK", "https://example.org/hush")
        arguments = ["build", "--notify", "webhook", "--out", str(tmp_path)]
        done = CliRunner().invoke(app, arguments)
        assert isinstance(done.exception, StartedError)
        assert "hush" not in str(done.exception)

    def test_no_message_holds_the_address(self):
        (channel,) = open_channels(
            ["webhook"], {"CHIPRACE_WEBHOOK": "http://127.0.0.1:9/services/hush"}
        )
        with pytest.raises(NotifyError, match="could not be reached") as unreached:
            channel.send("title", "text", {})
        assert "hush" not in f"{unreached.value} {channel!r}"

    @pytest.mark.parametrize(
        ("name", "environment", "words"),
        [
            ("webhook", {}, "--notify webhook needs CHIPRACE_WEBHOOK in the environment"),
            ("webhook", {"CHIPRACE_WEBHOOK": "file:///etc/hush"}, "starts with https://"),
            (
                "mail",
                {"CHIPRACE_SMTP_HOST": "hush"},
                "needs CHIPRACE_MAIL_FROM, CHIPRACE_MAIL_TO in",
            ),
            (
                "mail",
                {
                    "CHIPRACE_SMTP_HOST": "a",
                    "CHIPRACE_MAIL_FROM": "b",
                    "CHIPRACE_MAIL_TO": "c",
                    "CHIPRACE_SMTP_PORT": "hush",
                },
                "CHIPRACE_SMTP_PORT is no number",
            ),
            (
                "mail",
                {
                    "CHIPRACE_SMTP_HOST": "a",
                    "CHIPRACE_MAIL_FROM": "b",
                    "CHIPRACE_MAIL_TO": "c",
                    "CHIPRACE_SMTP_SECURITY": "hush",
                },
                "CHIPRACE_SMTP_SECURITY is none of starttls, tls, none",
            ),
        ],
    )
    def test_what_is_missing_is_named_and_what_is_there_is_not(self, name, environment, words):
        with pytest.raises(ParameterError, match=words) as refused:
            open_channels([name], environment)
        assert "hush" not in str(refused.value)
