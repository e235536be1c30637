<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Dialogs</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move from word to word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin a word (with Ctrl: several)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a region (with Shift: several)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the zoomed picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel, or middle button</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Affectscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the sentiment of posts from picture and text together, and shows what it looked at.&lt;br&gt;&lt;br&gt;Everything is computed on this computer; nothing is sent anywhere.&lt;br&gt;&lt;br&gt;Attention shows where the model looked. It is a hint at why it decided as it did, not a proof.&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.&lt;br&gt;Sample photographs: Stefan van der Walt, Rachel Michetti, SpaceX (CC0); NASA (public domain).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>There is no such file. Check whether it was moved or renamed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be read. Check its permissions and whether the disk is still connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged or is not what its name says. Save it again and reopen it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is larger than can be read safely. Make it smaller and reopen it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This kind of file is not read here. Save it as JPEG, PNG, WebP, BMP, GIF or plain text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is neither a picture nor a text to read. Add one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was stopped before it was done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be done as asked. Check the names and options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside the program. Try again; if it stays, restart the program.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>%1 million</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text and image disagree: text %1, image %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text and image agree: text %1, image %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text and image differ a little: text %1, image %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the encoders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polarity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected for “%1”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Terms</name>
    <message>
        <source>Negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::Actions</name>
    <message>
        <source>&amp;Open files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open pictures, texts or lists of posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open every post in a folder and below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;sample posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export overlay picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the picture with its overlay and legend as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the last edit of the text under What if</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo what was undone under What if</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the picture or text on the clipboard as a post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the reading as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;overlay picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the picture with its overlay and legend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;move from list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the selected posts off the list; the files stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;all posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find in list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide attention over the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom o&amp;ut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put panels and overlay settings back as they came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide &amp;text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the post as if it had no text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide &amp;image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the post as if it had no image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the words; the reading follows as you type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Affectscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About &amp;Qt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What if</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::ColorBar</name>
    <message>
        <source>even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale of the overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From 0 to %1; %2 is what each region would get if none were preferred</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::DropZone</name>
    <message>
        <source>Drop to open</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::ImageView</name>
    <message>
        <source>Picture of the post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys choose a region, with Shift several; Escape clears.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region in row %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::Importer</name>
    <message>
        <source>Pasted text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::ItemDelegate</name>
    <message>
        <source>no text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disagree</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::ItemModel</name>
    <message>
        <source>Text and image disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, confidence %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::ItemsPanel</name>
    <message numerus="yes">
        <source>%n post(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n post(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>− Negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ Positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>≠ Disagreeing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By polarity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagreeing first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search names and words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the posts whose name or first words hold this text (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which posts are listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In which order posts are listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened posts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::MainWindow</name>
    <message>
        <source>No model is loaded, so posts can be looked at but not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is on the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Affectscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reading is on the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sample posts are not installed. Install the program&apos;s resources folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is fetched from the net. Save the picture to this computer and open the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture or text to open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Posts (%1);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder of posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1-attention.png</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export overlay picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::Menus</name>
    <message>
        <source>&amp;Clear list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;What if</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::MessageBar</name>
    <message numerus="yes">
        <source>%n problem(s); the other posts are not affected.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List every file with its reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::ModalityRow</name>
    <message>
        <source>Weight %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model says of this part alone, without the other</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::OverlayControls</name>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide attention over the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blend between regions, or show them as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly the overlay covers the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions below this share of the maximum stay clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour map; cividis looks the same to colour-blind eyes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention layer of the model, or the mean of all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention head, or the mean of all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::OverlayExport</name>
    <message>
        <source>The picture could not be saved (%1). Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::PicturePane</name>
    <message>
        <source>No attention to show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention of all words to the regions (mean)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention of %1 to the regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a word or drag over the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in row %2, column %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::PolarityBars</name>
    <message>
        <source>Probabilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bars: as tried out. Marks: the post as it is, with the difference in points.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability of each polarity</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::ReadingPanel</name>
    <message>
        <source>Open a post to read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is left to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This post could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What if. The post as it is: %1 %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valence %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valence %1, was %2 (%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each part alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the language model would rather put in a word&apos;s place, most surprising first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read by</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::Stage</name>
    <message>
        <source>Nothing is left to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image hidden: read from the text alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image: read from the text alone</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::StatusArea</name>
    <message>
        <source>Offline — nothing leaves this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop looking for posts; those found stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Looking for posts… %n found</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n post(s) to read</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::TextPane</name>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No text: read from the image alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text hidden: read from the image alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Tinted: attention of the %n selected region(s) to the words</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Longer than the model reads: words without a chip were left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>affect::ui::ValenceGauge</name>
    <message>
        <source>Valence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valence: probability of positive minus probability of negative, from −1 to +1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::Welcome</name>
    <message>
        <source>See how a post feels, and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture with its text: Affectscope reads the sentiment of both together and shows which words look at which parts of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample posts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Five posts that come with the program, in English and Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures, texts, or lists of posts (CSV, JSON Lines)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every post in a folder and below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or drop files and folders here, or paste a picture or a text (Ctrl+V).
A picture goes with the text of the same name: cat.jpg and cat.txt are one post.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened lately</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::WhatIfPane</name>
    <message>
        <source>Nothing is left to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1  →  %2   (valence %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What if</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the post as if it had no text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the post as if it had no image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the words; the reading follows as you type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the post as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text to try out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a text to see what it would change</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>affect::ui::WordChips</name>
    <message>
        <source>Tokens: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention of the selected regions: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys move from word to word, Space pins one, Escape clears.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word %1 of %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, pinned</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Reads the sentiment of posts and shows why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures, texts, lists or folders to open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model to read with: a bundle&apos;s name or folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auto, cpu or cuda.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language: en or zh_CN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>system, light or dark.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample posts.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
