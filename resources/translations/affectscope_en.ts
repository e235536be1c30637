<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>affect::ui::ItemsPanel</name>
        <message numerus="yes">
            <source>%n post(s)</source>
            <translation>
                <numerusform>%n post</numerusform>
                <numerusform>%n posts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 of %n post(s)</source>
            <translation>
                <numerusform>%1 of %n post</numerusform>
                <numerusform>%1 of %n posts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n selected</source>
            <translation>
                <numerusform>%n selected</numerusform>
                <numerusform>%n selected</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>affect::ui::MessageBar</name>
        <message numerus="yes">
            <source>%n problem(s); the other posts are not affected.</source>
            <translation>
                <numerusform>%n problem; the other posts are not affected.</numerusform>
                <numerusform>%n problems; the other posts are not affected.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>affect::ui::StatusArea</name>
        <message numerus="yes">
            <source>Looking for posts… %n found</source>
            <translation>
                <numerusform>Looking for posts… %n found</numerusform>
                <numerusform>Looking for posts… %n found</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n post(s) to read</source>
            <translation>
                <numerusform>%n post to read</numerusform>
                <numerusform>%n posts to read</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>affect::ui::TextPane</name>
        <message numerus="yes">
            <source>Tinted: attention of the %n selected region(s) to the words</source>
            <translation>
                <numerusform>Tinted: attention of the selected region to the words</numerusform>
                <numerusform>Tinted: attention of the %n selected regions to the words</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n word(s)</source>
            <translation>
                <numerusform>%n word</numerusform>
                <numerusform>%n words</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n word(s), underlined: what a word adds by itself</source>
            <translation>
                <numerusform>%n word, underlined: what it adds by itself</numerusform>
                <numerusform>%n words, underlined: what a word adds by itself</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BatchNames</name>
        <message numerus="yes">
            <source>%1 and %n more</source>
            <translation>
                <numerusform>%1 and %n more</numerusform>
                <numerusform>%1 and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>affect::ui::BatchBar</name>
        <message numerus="yes">
            <source>%n post(s)</source>
            <translation>
                <numerusform>%n post</numerusform>
                <numerusform>%n posts</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>affect::ui::RunRow</name>
        <message numerus="yes">
            <source>%n post(s)</source>
            <translation>
                <numerusform>%n post</numerusform>
                <numerusform>%n posts</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Report</name>
        <message numerus="yes">
            <source>%1, last %n block(s) tuned</source>
            <translation>
                <numerusform>%1, last block tuned</numerusform>
                <numerusform>%1, last %n blocks tuned</numerusform>
            </translation>
        </message>
    </context>
</TS>
