"""Reading aloud, with voices that the test gives the browser: the real ones differ from device to device."""

import json

import pytest
from playwright.sync_api import expect

VOICES = """
window.said = [];
window.cancelled = 0;
window.voices = VOICES;
window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
};
const synthesis = Object.assign(new EventTarget(), {
    getVoices: () => window.voices,
    speak: (utterance) => { window.said.push(utterance); },
    cancel: () => { window.cancelled += 1; },
});
Object.defineProperty(window, "speechSynthesis", { value: synthesis });
"""


def voice(language, *, local=True):
    return {"lang": language, "localService": local, "name": language}


def give(page, *voices):
    page.add_init_script(VOICES.replace("VOICES", json.dumps(voices)))


def said(page):
    return page.evaluate("said.map(({ text, lang }) => [lang, text.replace(/\\s+/g, ' ').trim()])")


@pytest.fixture
def address(site):
    return lambda language: f"{site}/{language}/projects/kvinnors-natverk-support/"


@pytest.fixture
def button(page):
    return page.locator('[data-button="speak"] button')


class TestTheButton:
    @pytest.mark.parametrize(
        "voices",
        [[], [voice("sv-SE")], [voice("ar-SA", local=False)], [voice("sv-SE"), voice("ar", local=False)]],
    )
    def test_is_not_there_without_a_voice_of_the_device_for_the_language(self, page, address, button, voices):
        give(page, *voices)
        page.goto(address("ar"))
        expect(button).to_have_count(0)

    @pytest.mark.parametrize("voice_language", ["ar", "ar-SA", "ar_001", "AR-eg"])
    def test_is_there_where_a_voice_is_however_its_language_is_written(
        self, page, address, button, voice_language
    ):
        give(page, voice(voice_language))
        page.goto(address("ar"))
        expect(button).to_have_text("استمعي")

    def test_comes_when_the_browser_gets_to_know_its_voices(self, page, address, button):
        give(page)
        page.goto(address("sv"))
        expect(button).to_have_count(0)
        page.evaluate(
            "voices.push({ lang: 'sv-SE', localService: true });"
            "for (const _twice of [1, 2]) speechSynthesis.dispatchEvent(new Event('voiceschanged'))"
        )
        expect(button).to_have_count(1)

    def test_is_not_there_in_a_browser_that_cannot_speak(self, page, address, button):
        page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")
        page.goto(address("sv"))
        expect(button).to_have_count(0)

    @pytest.mark.parametrize("path", ["safety/", "help/violence/"])
    def test_is_on_pages_of_help_too(self, page, site, button, path):
        give(page, voice("sv-SE"))
        page.goto(f"{site}/sv/{path}")
        expect(button).to_have_text("Lyssna")


class TestWhatIsRead:
    def test_is_the_name_and_the_easy_text_and_not_its_marks(self, page, address, button):
        give(page, voice("sv-SE"))
        page.goto(address("sv"))
        button.click()
        text = " ".join(words for _language, words in said(page))
        assert text.index("Stöd och rådgivning") < text.index("Stödet är till för") < text.index("samtal")
        assert "Lyssna" not in text
        assert not any(character.isdigit() for character in text[: text.index("Så når du dem")])

    def test_has_numbers_digit_by_digit(self, page, site, button):
        give(page, voice("sv-SE"))
        page.goto(f"{site}/sv/safety/")
        button.click()
        assert " 0, 2, 0, 5, 0, 5, 0, 5, 0," in " ".join(words for _language, words in said(page))

    def test_in_another_language_has_a_voice_of_its_own_or_is_left_out(self, page, address, button):
        give(page, voice("ar-SA"))
        page.goto(address("ar"))
        page.evaluate("document.querySelector('h1').innerHTML = '<bdi lang=sv>Kvinnohuset</bdi> بيت'")
        button.click()
        assert {language for language, _words in said(page)} == {"ar-SA"}
        button.click()
        page.evaluate("voices.push({ lang: 'sv-SE', localService: true }); said.length = 0")
        button.click()
        assert said(page)[0] == ["sv-SE", "Kvinnohuset"]


class TestReadingEnds:
    @pytest.fixture
    def reading(self, page, address, button):
        give(page, voice("sv-SE"))
        page.goto(address("sv"))
        button.click()
        expect(button).to_have_text("Sluta läsa")
        page.evaluate("cancelled = 0")
        return page

    def test_at_the_second_press(self, reading, button):
        button.click()
        assert reading.evaluate("cancelled") == 1
        expect(button).to_have_text("Lyssna")

    def test_at_the_last_word(self, reading, button):
        reading.evaluate("said.at(-1).dispatchEvent(new Event('end'))")
        expect(button).to_have_text("Lyssna")

    def test_not_because_an_earlier_reading_ended(self, reading, button):
        reading.evaluate("window.first = said.at(-1)")
        button.click()
        button.click()
        reading.evaluate("first.dispatchEvent(new Event('end'))")
        expect(button).to_have_text("Sluta läsa")

    @pytest.mark.parametrize("event", ["pagehide", "visibilitychange"])
    def test_when_the_page_is_put_away(self, reading, button, event):
        reading.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
        target = "window" if event == "pagehide" else "document"
        reading.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")
        assert reading.evaluate("cancelled") == 1
        expect(button).to_have_text("Lyssna")

    def test_when_she_leaves_in_a_hurry(self, reading, site):
        reading.route(lambda address: not address.startswith(site), lambda route: route.abort())
        reading.evaluate("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true)")
        cancelled = []
        reading.expose_function("tell", lambda: cancelled.append(1))
        reading.evaluate("speechSynthesis.cancel = () => tell()")
        reading.keyboard.press("Escape")
        reading.wait_for_timeout(300)
        assert cancelled
