<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Compare</name>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Polarity</source>
            <translation>极性</translation>
        </message>
        <message>
            <source>Valence</source>
            <translation>效价</translation>
        </message>
        <message>
            <source>Each part alone</source>
            <translation>各部分单独结果</translation>
        </message>
        <message>
            <source>Weight of the %1</source>
            <translation>%1权重</translation>
        </message>
        <message>
            <source>Agreement</source>
            <translation>一致性</translation>
        </message>
        <message>
            <source>≠ its parts disagree</source>
            <translation>≠ 各部分不一致</translation>
        </message>
        <message>
            <source>= no contradiction</source>
            <translation>= 没有矛盾</translation>
        </message>
        <message>
            <source>Top words</source>
            <translation>最受关注的词</translation>
        </message>
        <message>
            <source>The words the image attends to most, where the system attends between words and regions</source>
            <translation>图片最关注的词语（仅限在词语与区域之间有注意力的系统）</translation>
        </message>
        <message>
            <source>Read by</source>
            <translation>解读来源</translation>
        </message>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>Text encoder</source>
            <translation>文字编码器</translation>
        </message>
        <message>
            <source>Image encoder</source>
            <translation>图片编码器</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>用时</translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 毫秒</translation>
        </message>
        <message>
            <source>What models with the same encoders have in common is computed once; the later ones are faster</source>
            <translation>编码器相同的模型，共同部分只计算一次，因此后面的模型更快</translation>
        </message>
        <message>
            <source>could not be read</source>
            <translation>无法解读</translation>
        </message>
        <message>
            <source>not read</source>
            <translation>未解读</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>differs</source>
            <translation>有差异</translation>
        </message>
    </context>
    <context>
        <name>Dialogs</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>键盘快捷键</translation>
        </message>
        <message>
            <source>On the words</source>
            <translation>在词语上</translation>
        </message>
        <message>
            <source>Move from word to word</source>
            <translation>在词语间移动</translation>
        </message>
        <message>
            <source>Pin a word (with Ctrl: several)</source>
            <translation>固定一个词（按住 Ctrl 可多选）</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>空格</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>清除</translation>
        </message>
        <message>
            <source>On the picture</source>
            <translation>在图片上</translation>
        </message>
        <message>
            <source>Choose a region (with Shift: several)</source>
            <translation>选择区域（按住 Shift 可多选）</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>缩放</translation>
        </message>
        <message>
            <source>Ctrl + wheel</source>
            <translation>Ctrl + 滚轮</translation>
        </message>
        <message>
            <source>Move the zoomed picture</source>
            <translation>移动放大后的图片</translation>
        </message>
        <message>
            <source>Wheel, or middle button</source>
            <translation>滚轮或鼠标中键</translation>
        </message>
        <message>
            <source>About Affectscope</source>
            <translation>关于 Affectscope</translation>
        </message>
        <message>
            <source>Reads the sentiment of posts from picture and text together, and shows what it looked at.&lt;br&gt;&lt;br&gt;Everything is computed on this computer; nothing is sent anywhere.&lt;br&gt;&lt;br&gt;Attention shows where the model looked. It is a hint at why it decided as it did, not a proof.&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.&lt;br&gt;Sample photographs: Stefan van der Walt, Rachel Michetti, SpaceX (CC0); NASA (public domain).</source>
            <translation>结合图片与文字解读帖子的情感，并显示模型关注了什么。&lt;br&gt;&lt;br&gt;所有计算都在本机完成，不会发送任何内容。&lt;br&gt;&lt;br&gt;注意力显示模型看向何处，它提示模型为何如此判断，但不是证明。&lt;br&gt;&lt;br&gt;自由软件，遵循 GNU 通用公共许可证第 3 版或更新版本。&lt;br&gt;示例照片：Stefan van der Walt、Rachel Michetti、SpaceX（CC0）；NASA（公有领域）。</translation>
        </message>
    </context>
    <context>
        <name>Errors</name>
        <message>
            <source>There is no such file. Check whether it was moved or renamed.</source>
            <translation>找不到该文件。请检查它是否已被移动或重命名。</translation>
        </message>
        <message>
            <source>The file cannot be read. Check its permissions and whether the disk is still connected.</source>
            <translation>无法读取该文件。请检查其权限以及磁盘是否仍然连接。</translation>
        </message>
        <message>
            <source>The file is damaged or is not what its name says. Save it again and reopen it.</source>
            <translation>文件已损坏，或内容与扩展名不符。请重新保存后再打开。</translation>
        </message>
        <message>
            <source>The file is larger than can be read safely. Make it smaller and reopen it.</source>
            <translation>文件过大，无法安全读取。请缩小后再打开。</translation>
        </message>
        <message>
            <source>This kind of file is not read here. Save it as JPEG, PNG, WebP, BMP, GIF or plain text.</source>
            <translation>不支持此类文件。请另存为 JPEG、PNG、WebP、BMP、GIF 或纯文本。</translation>
        </message>
        <message>
            <source>There is neither a picture nor a text to read. Add one of them.</source>
            <translation>既没有图片也没有文字可供解读。请至少提供其中之一。</translation>
        </message>
        <message>
            <source>It was stopped before it was done.</source>
            <translation>操作在完成前被停止。</translation>
        </message>
        <message>
            <source>This cannot be done as asked. Check the names and options.</source>
            <translation>无法按要求执行。请检查名称和选项。</translation>
        </message>
        <message>
            <source>Something went wrong inside the program. Try again; if it stays, restart the program.</source>
            <translation>程序内部出错。请重试；若问题依旧，请重新启动程序。</translation>
        </message>
    </context>
    <context>
        <name>Report</name>
        <message numerus="yes">
            <source>%1, last %n block(s) tuned</source>
            <translation>
                <numerusform>%1（末尾 %n 层经过微调）</numerusform>
            </translation>
        </message>
        <message>
            <source>Frames read</source>
            <translation>读取的帧</translation>
        </message>
        <message>
            <source>%1 in %2 s</source>
            <translation>%2 秒中 %1 帧</translation>
        </message>
        <message>
            <source>sure</source>
            <translation>有把握</translation>
        </message>
        <message>
            <source>fairly sure</source>
            <translation>较有把握</translation>
        </message>
        <message>
            <source>unsure</source>
            <translation>没有把握</translation>
        </message>
        <message>
            <source>%1 (σ %2)</source>
            <translation>%1（σ %2）</translation>
        </message>
        <message>
            <source>Uncertainty σ</source>
            <translation>不确定度 σ</translation>
        </message>
        <message>
            <source>Uncertainty σ of the %1</source>
            <translation>%1的不确定度 σ</translation>
        </message>
        <message>
            <source>%1 million</source>
            <translation>%1 百万</translation>
        </message>
        <message>
            <source>Text and image disagree: text %1, image %2</source>
            <translation>文字与图片不一致：文字 %1，图片 %2</translation>
        </message>
        <message>
            <source>Text and image agree: text %1, image %2</source>
            <translation>文字与图片一致：文字 %1，图片 %2</translation>
        </message>
        <message>
            <source>Text and image differ a little: text %1, image %2</source>
            <translation>文字与图片略有差异：文字 %1，图片 %2</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>Text encoder</source>
            <translation>文字编码器</translation>
        </message>
        <message>
            <source>Image encoder</source>
            <translation>图片编码器</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>精度</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>用时</translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 毫秒</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>In the encoders</source>
            <translation>编码器参数量</translation>
        </message>
        <message>
            <source>Post</source>
            <translation>帖子</translation>
        </message>
        <message>
            <source>Words</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>Polarity</source>
            <translation>极性</translation>
        </message>
        <message>
            <source>Valence</source>
            <translation>效价</translation>
        </message>
        <message>
            <source>%1 alone</source>
            <translation>仅%1</translation>
        </message>
        <message>
            <source>Agreement</source>
            <translation>一致性</translation>
        </message>
        <message>
            <source>Expected for “%1”</source>
            <translation>“%1”处的预期词</translation>
        </message>
        <message>
            <source>Image hidden</source>
            <translation>图片已隐藏</translation>
        </message>
        <message>
            <source>Text hidden</source>
            <translation>文字已隐藏</translation>
        </message>
        <message>
            <source>Image missing</source>
            <translation>缺少图片</translation>
        </message>
        <message>
            <source>Text missing</source>
            <translation>缺少文字</translation>
        </message>
        <message>
            <source>Image hidden — translated from text</source>
            <translation>图片已隐藏——由文字转译</translation>
        </message>
        <message>
            <source>Text hidden — translated from image</source>
            <translation>文字已隐藏——由图片转译</translation>
        </message>
        <message>
            <source>Image missing — translated from text</source>
            <translation>缺少图片——由文字转译</translation>
        </message>
        <message>
            <source>Text missing — translated from image</source>
            <translation>缺少文字——由图片转译</translation>
        </message>
        <message>
            <source>Weight of the %1</source>
            <translation>%1权重</translation>
        </message>
        <message>
            <source>The parts disagree: %1</source>
            <translation>各部分不一致：%1</translation>
        </message>
        <message>
            <source>The parts agree: %1</source>
            <translation>各部分一致：%1</translation>
        </message>
        <message>
            <source>The parts differ a little: %1</source>
            <translation>各部分略有差异：%1</translation>
        </message>
        <message>
            <source>Audio hidden</source>
            <translation>已隐藏音频</translation>
        </message>
        <message>
            <source>Audio missing</source>
            <translation>缺少音频</translation>
        </message>
        <message>
            <source>Intensity of the %1</source>
            <translation>%1强度</translation>
        </message>
        <message>
            <source>Generated label of the %1</source>
            <translation>%1的生成标签</translation>
        </message>
        <message>
            <source>1 face, which was read</source>
            <translation>1 张人脸，已解读</translation>
        </message>
        <message>
            <source>1 face, which was read: %1</source>
            <translation>1 张人脸，已解读：%1</translation>
        </message>
        <message>
            <source>%1 faces, which were read</source>
            <translation>%1 张人脸，均已解读</translation>
        </message>
        <message>
            <source>What faces show adds %1, towards positive</source>
            <translation>人脸表情使结果增加 %1，偏向积极</translation>
        </message>
        <message>
            <source>What faces show adds %1, towards negative</source>
            <translation>人脸表情使结果增加 %1，偏向消极</translation>
        </message>
        <message>
            <source>Faces were not looked for: install the package opencv-data</source>
            <translation>未查找人脸：请安装软件包 opencv-data</translation>
        </message>
        <message>
            <source>Face encoder</source>
            <translation>人脸编码器</translation>
        </message>
        <message>
            <source>angry</source>
            <translation>愤怒</translation>
        </message>
        <message>
            <source>disgusted</source>
            <translation>厌恶</translation>
        </message>
        <message>
            <source>afraid</source>
            <translation>恐惧</translation>
        </message>
        <message>
            <source>happy</source>
            <translation>高兴</translation>
        </message>
        <message>
            <source>sad</source>
            <translation>悲伤</translation>
        </message>
        <message>
            <source>surprised</source>
            <translation>惊讶</translation>
        </message>
        <message>
            <source>no expression</source>
            <translation>无表情</translation>
        </message>
        <message>
            <source>%1 faces; the largest was read</source>
            <translation>%1 张人脸；解读了最大的一张</translation>
        </message>
        <message>
            <source>%1 × %2 % of the picture</source>
            <translation>占画面 %1 × %2 %</translation>
        </message>
        <message>
            <source>%1 – %2 s, %3</source>
            <translation>%1 – %2 秒，%3</translation>
        </message>
        <message>
            <source>%1. %2, read</source>
            <translation>%1. %2，已解读</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1. %2</translation>
        </message>
        <message>
            <source>and %1 more</source>
            <translation>还有 %1 张</translation>
        </message>
        <message>
            <source>Faces</source>
            <translation>人脸</translation>
        </message>
    </context>
    <context>
        <name>Robustness</name>
        <message>
            <source>Image removed</source>
            <translation>去掉图片</translation>
        </message>
        <message>
            <source>Text removed</source>
            <translation>去掉文字</translation>
        </message>
        <message>
            <source>translated</source>
            <translation>转译补全</translation>
        </message>
        <message>
            <source>zeros</source>
            <translation>补零</translation>
        </message>
        <message>
            <source>as the system does</source>
            <translation>系统自身方式</translation>
        </message>
        <message>
            <source>Share of posts that lost the part</source>
            <translation>失去该部分的帖子比例</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>准确率</translation>
        </message>
        <message>
            <source>Weighted F1</source>
            <translation>加权 F1</translation>
        </message>
        <message>
            <source>Robustness curves</source>
            <translation>稳健性曲线</translation>
        </message>
        <message>
            <source>%1
%2 of the posts: accuracy %3, weighted F1 %4</source>
            <translation>%1
%2 的帖子：准确率 %3，加权 F1 %4</translation>
        </message>
        <message>
            <source>The chart could not be saved; choose another folder.</source>
            <translation>图表无法保存，请选择其他文件夹。</translation>
        </message>
        <message>
            <source>SVG drawing (*.svg)</source>
            <translation>SVG 图形 (*.svg)</translation>
        </message>
        <message>
            <source>Save the chart</source>
            <translation>保存图表</translation>
        </message>
        <message>
            <source>PNG picture (*.png)</source>
            <translation>PNG 图片 (*.png)</translation>
        </message>
    </context>
    <context>
        <name>Terms</name>
        <message>
            <source>Negative</source>
            <translation>消极</translation>
        </message>
        <message>
            <source>Positive</source>
            <translation>积极</translation>
        </message>
        <message>
            <source>Neutral</source>
            <translation>中性</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Audio</source>
            <translation>音频</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::Actions</name>
        <message>
            <source>To the analysed frame be&amp;fore</source>
            <translation>到上一个分析帧(&amp;F)</translation>
        </message>
        <message>
            <source>To the &amp;next analysed frame</source>
            <translation>到下一个分析帧(&amp;N)</translation>
        </message>
        <message>
            <source>Open pictures, clips, texts or lists of posts</source>
            <translation>打开图片、视频、文本或帖子列表</translation>
        </message>
        <message>
            <source>Open &amp;samples</source>
            <translation>打开示例(&amp;S)</translation>
        </message>
        <message>
            <source>One frame &amp;on</source>
            <translation>前进一帧(&amp;O)</translation>
        </message>
        <message>
            <source>One frame &amp;back</source>
            <translation>后退一帧(&amp;B)</translation>
        </message>
        <message>
            <source>Clip</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>&amp;Play or pause</source>
            <translation>播放或暂停(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Open files…</source>
            <translation>打开文件(&amp;O)…</translation>
        </message>
        <message>
            <source>Open &amp;folder…</source>
            <translation>打开文件夹(&amp;F)…</translation>
        </message>
        <message>
            <source>Open every post in a folder and below it</source>
            <translation>打开文件夹及其子文件夹中的所有帖子</translation>
        </message>
        <message>
            <source>&amp;Export overlay picture…</source>
            <translation>导出叠加图(&amp;E)…</translation>
        </message>
        <message>
            <source>Save the picture with its overlay and legend as PNG</source>
            <translation>将带叠加层和图例的图片保存为 PNG</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Undo edit</source>
            <translation>撤销编辑(&amp;U)</translation>
        </message>
        <message>
            <source>Undo the last edit of the text under What if</source>
            <translation>撤销“假设”中对文字的最后一次修改</translation>
        </message>
        <message>
            <source>&amp;Redo edit</source>
            <translation>重做编辑(&amp;R)</translation>
        </message>
        <message>
            <source>Redo what was undone under What if</source>
            <translation>重做“假设”中撤销的修改</translation>
        </message>
        <message>
            <source>&amp;Paste post</source>
            <translation>粘贴为帖子(&amp;P)</translation>
        </message>
        <message>
            <source>Open the picture or text on the clipboard as a post</source>
            <translation>将剪贴板中的图片或文字作为帖子打开</translation>
        </message>
        <message>
            <source>Copy &amp;reading</source>
            <translation>复制解读(&amp;R)</translation>
        </message>
        <message>
            <source>Copy the reading as text</source>
            <translation>以文本形式复制解读</translation>
        </message>
        <message>
            <source>Copy &amp;overlay picture</source>
            <translation>复制叠加图(&amp;O)</translation>
        </message>
        <message>
            <source>Copy the picture with its overlay and legend</source>
            <translation>复制带叠加层和图例的图片</translation>
        </message>
        <message>
            <source>Re&amp;move from list</source>
            <translation>从列表移除(&amp;M)</translation>
        </message>
        <message>
            <source>Take the selected posts off the list; the files stay</source>
            <translation>将选中的帖子移出列表；文件不受影响</translation>
        </message>
        <message>
            <source>Select &amp;all posts</source>
            <translation>选择全部帖子(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Find in list</source>
            <translation>在列表中查找(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Previous post</source>
            <translation>上一个帖子(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Next post</source>
            <translation>下一个帖子(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Overlay</source>
            <translation>叠加层(&amp;O)</translation>
        </message>
        <message>
            <source>Show or hide attention over the picture</source>
            <translation>显示或隐藏图片上的注意力</translation>
        </message>
        <message>
            <source>Zoom &amp;in</source>
            <translation>放大(&amp;I)</translation>
        </message>
        <message>
            <source>Zoom o&amp;ut</source>
            <translation>缩小(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Fit picture</source>
            <translation>适应窗口(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Reset layout</source>
            <translation>重置布局(&amp;R)</translation>
        </message>
        <message>
            <source>Put panels and overlay settings back as they came</source>
            <translation>将面板和叠加层设置恢复为初始状态</translation>
        </message>
        <message>
            <source>Hide &amp;text</source>
            <translation>隐藏文字(&amp;T)</translation>
        </message>
        <message>
            <source>Read the post as if it had no text</source>
            <translation>假设帖子没有文字来解读</translation>
        </message>
        <message>
            <source>Hide &amp;image</source>
            <translation>隐藏图片(&amp;I)</translation>
        </message>
        <message>
            <source>Read the post as if it had no image</source>
            <translation>假设帖子没有图片来解读</translation>
        </message>
        <message>
            <source>&amp;Edit text</source>
            <translation>编辑文字(&amp;E)</translation>
        </message>
        <message>
            <source>Change the words; the reading follows as you type</source>
            <translation>修改文字，解读随输入更新</translation>
        </message>
        <message>
            <source>Go to the list</source>
            <translation>转到列表</translation>
        </message>
        <message>
            <source>Go to the picture</source>
            <translation>转到图片</translation>
        </message>
        <message>
            <source>Go to the words</source>
            <translation>转到词语</translation>
        </message>
        <message>
            <source>Go to the reading</source>
            <translation>转到解读</translation>
        </message>
        <message>
            <source>&amp;Keyboard shortcuts</source>
            <translation>键盘快捷键(&amp;K)</translation>
        </message>
        <message>
            <source>&amp;About Affectscope</source>
            <translation>关于 Affectscope(&amp;A)</translation>
        </message>
        <message>
            <source>About &amp;Qt</source>
            <translation>关于 Qt(&amp;Q)</translation>
        </message>
        <message>
            <source>As the &amp;system</source>
            <translation>跟随系统(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Light</source>
            <translation>浅色(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Dark</source>
            <translation>深色(&amp;D)</translation>
        </message>
        <message>
            <source>Posts</source>
            <translation>帖子</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>What if</source>
            <translation>假设</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <source>&amp;Compare models…</source>
            <translation>比较模型(&amp;C)…</translation>
        </message>
        <message>
            <source>Read the open post with every installed model, side by side</source>
            <translation>用每个已安装的模型解读当前帖子并并排显示</translation>
        </message>
        <message>
            <source>&amp;Robustness…</source>
            <translation>稳健性(&amp;R)…</translation>
        </message>
        <message>
            <source>How well the model reads posts that lack their image or their text</source>
            <translation>模型解读缺少图片或文字的帖子时的表现</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>&amp;Models…</source>
            <translation>模型(&amp;M)…</translation>
        </message>
        <message>
            <source>See, check, import and choose the models</source>
            <translation>查看、校验、导入和选择模型</translation>
        </message>
        <message>
            <source>&amp;Analyse folder…</source>
            <translation>分析文件夹(&amp;A)…</translation>
        </message>
        <message>
            <source>Read every post of a folder in the background and report on them</source>
            <translation>在后台解读文件夹中的所有帖子并生成报告</translation>
        </message>
        <message>
            <source>Go to the batch</source>
            <translation>转到批量分析</translation>
        </message>
        <message>
            <source>Hide &amp;audio</source>
            <translation>隐藏音频(&amp;A)</translation>
        </message>
        <message>
            <source>Read the clip as if it had no sound</source>
            <translation>假设片段没有声音来解读</translation>
        </message>
        <message>
            <source>Re&amp;liability…</source>
            <translation>可靠性(&amp;L)…</translation>
        </message>
        <message>
            <source>Whether the model is as often right as it says it is sure</source>
            <translation>模型的把握是否与其正确率相符</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ColorBar</name>
        <message>
            <source>even</source>
            <translation>均匀</translation>
        </message>
        <message>
            <source>Scale of the overlay</source>
            <translation>叠加层的色标</translation>
        </message>
        <message>
            <source>From 0 to %1; %2 is what each region would get if none were preferred</source>
            <translation>从 0 到 %1；若无偏好，每个区域为 %2</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::CompareDialog</name>
        <message>
            <source>The table is on the clipboard</source>
            <translation>表格已复制到剪贴板</translation>
        </message>
        <message>
            <source>The table is on the clipboard as CSV</source>
            <translation>表格已作为 CSV 复制到剪贴板</translation>
        </message>
        <message>
            <source>Open a post to compare how the models read it.</source>
            <translation>打开一个帖子，比较各模型如何解读。</translation>
        </message>
        <message>
            <source>Nothing is left to read</source>
            <translation>没有可解读的内容</translation>
        </message>
        <message>
            <source>text hidden</source>
            <translation>文字已隐藏</translation>
        </message>
        <message>
            <source>image hidden</source>
            <translation>图片已隐藏</translation>
        </message>
        <message>
            <source>text edited: “%1”</source>
            <translation>文字已修改：“%1”</translation>
        </message>
        <message>
            <source>As tried out under What if: %1</source>
            <translation>按“假设”中的尝试：%1</translation>
        </message>
        <message>
            <source>One model is installed, so there is nothing to compare it with.</source>
            <translation>只安装了一个模型，没有可比较的对象。</translation>
        </message>
        <message>
            <source>No post is open</source>
            <translation>没有打开的帖子</translation>
        </message>
        <message>
            <source>%1: could not be read</source>
            <translation>%1：无法解读</translation>
        </message>
        <message>
            <source>%1: reading…</source>
            <translation>%1：正在解读…</translation>
        </message>
        <message>
            <source>%1: not read</source>
            <translation>%1：未解读</translation>
        </message>
        <message>
            <source>The models differ here</source>
            <translation>各模型在此处有差异</translation>
        </message>
        <message>
            <source>%1, the models differ</source>
            <translation>%1，各模型有差异</translation>
        </message>
        <message>
            <source>≠ marks rows in which the models differ: another label, other words, or numbers at least 0.10 (10 points) apart.</source>
            <translation>≠ 标出各模型有差异的行：标签不同、词语不同，或数值相差至少 0.10（10 个百分点）。</translation>
        </message>
        <message>
            <source>No row differs: labels agree and no number is 0.10 (10 points) apart.</source>
            <translation>没有差异：标签一致，且没有数值相差 0.10（10 个百分点）。</translation>
        </message>
        <message>
            <source>Model %1 of %2…</source>
            <translation>第 %1 个模型，共 %2 个…</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Compare models</source>
            <translation>比较模型</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Stop; models that have answered stay in the table</source>
            <translation>停止；已有结果的模型保留在表中</translation>
        </message>
        <message>
            <source>Read again</source>
            <translation>重新解读</translation>
        </message>
        <message>
            <source>Ask every model once more</source>
            <translation>让每个模型重新解读</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy the table as text (Ctrl+C)</source>
            <translation>将表格复制为文本 (Ctrl+C)</translation>
        </message>
        <message>
            <source>Copy as CSV</source>
            <translation>复制为 CSV</translation>
        </message>
        <message>
            <source>Copy the table with plain numbers for a spreadsheet or a program</source>
            <translation>以纯数字复制表格，供电子表格或程序使用</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Close this window</source>
            <translation>关闭此窗口</translation>
        </message>
        <message>
            <source>What each model says of the post</source>
            <translation>各模型对帖子的解读</translation>
        </message>
        <message>
            <source>Models that have answered</source>
            <translation>已有结果的模型</translation>
        </message>
        <message>
            <source>sound hidden</source>
            <translation>声音已隐藏</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::DropZone</name>
        <message>
            <source>Drop to open</source>
            <translation>松开以打开</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ImageView</name>
        <message>
            <source>Picture of the post</source>
            <translation>帖子的图片</translation>
        </message>
        <message>
            <source>Arrow keys choose a region, with Shift several; Escape clears.</source>
            <translation>方向键选择区域，按住 Shift 可多选；Esc 清除。</translation>
        </message>
        <message>
            <source>Region in row %1, column %2</source>
            <translation>第 %1 行第 %2 列的区域</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::Importer</name>
        <message>
            <source>Pasted text</source>
            <translation>粘贴的文字</translation>
        </message>
        <message>
            <source>Pasted picture</source>
            <translation>粘贴的图片</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ItemDelegate</name>
        <message>
            <source>no text</source>
            <translation>无文字</translation>
        </message>
        <message>
            <source>could not be read</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <source>not read yet</source>
            <translation>尚未解读</translation>
        </message>
        <message>
            <source>disagree</source>
            <translation>不一致</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ItemModel</name>
        <message>
            <source>Its parts disagree</source>
            <translation>各部分不一致</translation>
        </message>
        <message>
            <source>could not be read</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <source>%1, confidence %2</source>
            <translation>%1，置信度 %2</translation>
        </message>
        <message>
            <source>not read yet</source>
            <translation>尚未解读</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ItemsPanel</name>
        <message numerus="yes">
            <source>%n post(s)</source>
            <translation>
                <numerusform>%n 个帖子</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 of %n post(s)</source>
            <translation>
                <numerusform>%1 / %n 个帖子</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n selected</source>
            <translation>
                <numerusform>已选 %n 个</numerusform>
            </translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>− Negative</source>
            <translation>− 消极</translation>
        </message>
        <message>
            <source>0 Neutral</source>
            <translation>0 中性</translation>
        </message>
        <message>
            <source>+ Positive</source>
            <translation>+ 积极</translation>
        </message>
        <message>
            <source>≠ Disagreeing</source>
            <translation>≠ 不一致</translation>
        </message>
        <message>
            <source>Not readable</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <source>As opened</source>
            <translation>按打开顺序</translation>
        </message>
        <message>
            <source>By name</source>
            <translation>按名称</translation>
        </message>
        <message>
            <source>By polarity</source>
            <translation>按极性</translation>
        </message>
        <message>
            <source>By confidence</source>
            <translation>按置信度</translation>
        </message>
        <message>
            <source>Disagreeing first</source>
            <translation>不一致优先</translation>
        </message>
        <message>
            <source>Search names and words</source>
            <translation>搜索名称和文字</translation>
        </message>
        <message>
            <source>Shows the posts whose name or first words hold this text (Ctrl+F)</source>
            <translation>显示名称或开头文字包含此内容的帖子 (Ctrl+F)</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Which posts are listed</source>
            <translation>列出哪些帖子</translation>
        </message>
        <message>
            <source>Sort</source>
            <translation>排序</translation>
        </message>
        <message>
            <source>In which order posts are listed</source>
            <translation>帖子的排列顺序</translation>
        </message>
        <message>
            <source>Opened posts</source>
            <translation>已打开的帖子</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::BatchCommands</name>
        <message>
            <source>Batch</source>
            <translation>批量分析</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::MainWindow</name>
        <message>
            <source>Affectscope</source>
            <translation>Affectscope</translation>
        </message>
        <message>
            <source>Posts</source>
            <translation>帖子</translation>
        </message>
        <message>
            <source>Reading</source>
            <translation>解读</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ModelCommands</name>
        <message>
            <source>No model is loaded, so posts can be looked at but not read.</source>
            <translation>未加载模型，可以查看帖子，但无法解读。</translation>
        </message>
        <message>
            <source>Reading with %1 from now on</source>
            <translation>现在使用 %1 解读</translation>
        </message>
        <message>
            <source>No model is loaded</source>
            <translation>没有加载模型</translation>
        </message>
        <message>
            <source>%1 comes without robustness figures (robustness.csv)</source>
            <translation>%1 没有附带稳健性数据 (robustness.csv)</translation>
        </message>
        <message>
            <source>How well %1 reads posts that lack their image or their text</source>
            <translation>%1 解读缺少图片或文字的帖子时的表现</translation>
        </message>
        <message>
            <source>Whether %1 is as often right as it says it is sure</source>
            <translation>%1 的把握是否与其正确率相符</translation>
        </message>
        <message>
            <source>%1 comes without reliability figures (reliability.csv)</source>
            <translation>%1 没有附带可靠性数据 (reliability.csv)</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::OpenCommands</name>
        <message>
            <source>The sample posts are not installed. Install the program's resources folder.</source>
            <translation>未安装示例帖子。请安装程序的 resources 文件夹。</translation>
        </message>
        <message>
            <source>Nothing is fetched from the net. Save the picture to this computer and open the file.</source>
            <translation>程序不会从网络获取任何内容。请将图片保存到本机后再打开。</translation>
        </message>
        <message>
            <source>There is no picture or text to open</source>
            <translation>没有可打开的图片或文字</translation>
        </message>
        <message>
            <source>Posts (%1);;All files (*)</source>
            <translation>帖子 (%1);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Open posts</source>
            <translation>打开帖子</translation>
        </message>
        <message>
            <source>Open a folder of posts</source>
            <translation>打开帖子文件夹</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::StageCommands</name>
        <message>
            <source>Saved %1</source>
            <translation>已保存 %1</translation>
        </message>
        <message>
            <source>The picture is on the clipboard</source>
            <translation>图片已复制到剪贴板</translation>
        </message>
        <message>
            <source>The reading is on the clipboard</source>
            <translation>解读已复制到剪贴板</translation>
        </message>
        <message>
            <source>%1-attention.png</source>
            <translation>%1-注意力.png</translation>
        </message>
        <message>
            <source>Export overlay picture</source>
            <translation>导出叠加图</translation>
        </message>
        <message>
            <source>PNG picture (*.png)</source>
            <translation>PNG 图片 (*.png)</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::Menus</name>
        <message>
            <source>&amp;Clip</source>
            <translation>视频(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Clear list</source>
            <translation>清空列表(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>Open &amp;recent</source>
            <translation>最近打开(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Theme</source>
            <translation>主题(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>语言(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;What if</source>
            <translation>假设(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>Tools</source>
            <translation>工具</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>Copy reading</source>
            <translation>复制解读</translation>
        </message>
        <message>
            <source>Export picture</source>
            <translation>导出图片</translation>
        </message>
        <message>
            <source>Read with %1</source>
            <translation>使用 %1 解读</translation>
        </message>
        <message>
            <source>&amp;Models</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::MessageBar</name>
        <message numerus="yes">
            <source>%n problem(s); the other posts are not affected.</source>
            <translation>
                <numerusform>%n 个问题；其他帖子不受影响。</numerusform>
            </translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>收起</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>全部显示</translation>
        </message>
        <message>
            <source>List every file with its reason</source>
            <translation>列出每个文件及其原因</translation>
        </message>
        <message>
            <source>Copy the list</source>
            <translation>复制列表</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>问题</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ModalityRow</name>
        <message>
            <source>How sure: %1</source>
            <translation>把握：%1</translation>
        </message>
        <message>
            <source>σ: how unsure the model is of what this part says alone; the lower, the surer.
The surer part weighs more. Above 1.3 it is close to guessing.</source>
            <translation>σ：模型对这一部分单独结果的不确定程度；越低越有把握。
越有把握的部分权重越大。高于 1.3 时接近于猜测。</translation>
        </message>
        <message>
            <source>hidden</source>
            <translation>已隐藏</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>缺失</translation>
        </message>
        <message>
            <source>present</source>
            <translation>存在</translation>
        </message>
        <message>
            <source>%1 alone</source>
            <translation>仅%1</translation>
        </message>
        <message>
            <source>What the model says of this part alone, without the other</source>
            <translation>模型仅凭这一部分得出的结果</translation>
        </message>
        <message>
            <source>The model read what it expects this part to be, judging by the other</source>
            <translation>模型根据另一部分推测此部分并据此解读</translation>
        </message>
        <message>
            <source>Intensity %1</source>
            <translation>强度 %1</translation>
        </message>
        <message>
            <source>generated label %1</source>
            <translation>生成标签 %1</translation>
        </message>
        <message>
            <source>Intensity: what the model's own head says of this part, from −1 to +1.
Generated label: the label the model would give this part to learn from, by how like its features are to positive and to negative ones. Where the two differ from the whole, this part tells something of its own.</source>
            <translation>强度：模型对该部分单独给出的判断，从 −1 到 +1。
生成标签：模型根据该部分特征与正面、负面特征的相似程度，为其学习而生成的标签。两者与整体不同时，说明该部分表达了自己的内容。</translation>
        </message>
        <message>
            <source>What the model's own head says of this part, from −1 to +1</source>
            <translation>模型对该部分单独给出的判断，从 −1 到 +1</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::OverlayControls</name>
        <message>
            <source>Overlay</source>
            <translation>叠加层</translation>
        </message>
        <message>
            <source>Show or hide attention over the picture</source>
            <translation>显示或隐藏图片上的注意力</translation>
        </message>
        <message>
            <source>Smooth</source>
            <translation>平滑</translation>
        </message>
        <message>
            <source>Blend between regions, or show them as they are</source>
            <translation>区域之间平滑过渡，或按原样显示</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>不透明度</translation>
        </message>
        <message>
            <source>How strongly the overlay covers the picture</source>
            <translation>叠加层覆盖图片的程度</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>Regions below this share of the maximum stay clear</source>
            <translation>低于最大值这一比例的区域保持透明</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>配色</translation>
        </message>
        <message>
            <source>Colour map; cividis looks the same to colour-blind eyes</source>
            <translation>颜色映射；cividis 对色觉障碍者同样清晰</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Attention layer of the model, or the mean of all</source>
            <translation>模型的注意力层，或所有层的平均</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Attention head, or the mean of all</source>
            <translation>注意力头，或所有头的平均</translation>
        </message>
        <message>
            <source>Layers: mean</source>
            <translation>层：平均</translation>
        </message>
        <message>
            <source>Layer %1</source>
            <translation>第 %1 层</translation>
        </message>
        <message>
            <source>Heads: mean</source>
            <translation>头：平均</translation>
        </message>
        <message>
            <source>Head %1</source>
            <translation>第 %1 头</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::OverlayExport</name>
        <message>
            <source>The picture could not be saved (%1). Choose another folder.</source>
            <translation>无法保存图片（%1）。请选择其他文件夹。</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::PicturePane</name>
        <message>
            <source>The model did not read this frame; the timeline marks those it read</source>
            <translation>模型没有读取这一帧；时间线上标出了读取的帧</translation>
        </message>
        <message>
            <source>Attention of all words to the regions (mean)</source>
            <translation>所有词语对各区域的注意力（平均）</translation>
        </message>
        <message>
            <source>“%1”</source>
            <translation>“%1”</translation>
        </message>
        <message>
            <source>Attention of %1 to the regions</source>
            <translation>%1对各区域的注意力</translation>
        </message>
        <message>
            <source>Point at a word or drag over the picture</source>
            <translation>指向词语，或在图片上拖动</translation>
        </message>
        <message>
            <source>%1 in row %2, column %3</source>
            <translation>%1（第 %2 行，第 %3 列）</translation>
        </message>
        <message>
            <source>This model has no map between words and regions</source>
            <translation>此模型没有词语与区域之间的对应图</translation>
        </message>
        <message>
            <source>No attention between words and regions: one of them is missing</source>
            <translation>没有词语与区域之间的注意力：缺少其中之一</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::PolarityBars</name>
        <message>
            <source>Probabilities</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>Bars: as tried out. Marks: the post as it is, with the difference in points.</source>
            <translation>条形：假设后的结果。标记：原帖，及百分点差异。</translation>
        </message>
        <message>
            <source>Probability of each polarity</source>
            <translation>各极性的概率</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ReadingPanel</name>
        <message>
            <source>Open a post to read it.</source>
            <translation>打开帖子以进行解读。</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>正在解读…</translation>
        </message>
        <message>
            <source>Nothing is left to read</source>
            <translation>没有可解读的内容</translation>
        </message>
        <message>
            <source>This post could not be read.</source>
            <translation>无法解读此帖子。</translation>
        </message>
        <message>
            <source>Valence %1</source>
            <translation>效价 %1</translation>
        </message>
        <message>
            <source>Valence %1, was %2 (%3)</source>
            <translation>效价 %1，原为 %2（%3）</translation>
        </message>
        <message>
            <source>Probabilities</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>Each part alone</source>
            <translation>各部分单独解读</translation>
        </message>
        <message>
            <source>Expected here</source>
            <translation>此处的预期词</translation>
        </message>
        <message>
            <source>What the language model would rather put in a word's place, most surprising first</source>
            <translation>语言模型在该词位置更可能填入的词，最出人意料的排在最前</translation>
        </message>
        <message>
            <source>Read by</source>
            <translation>解读所用</translation>
        </message>
        <message>
            <source>Reading panel</source>
            <translation>解读面板</translation>
        </message>
        <message>
            <source>By semantic dimension</source>
            <translation>按语义维度</translation>
        </message>
        <message>
            <source>How much each part weighed in each dimension of the model's common space</source>
            <translation>各部分在模型公共语义空间每一维中所占的权重</translation>
        </message>
        <message>
            <source>Faces are followed over the frames; the one that is largest over all of them is read</source>
            <translation>逐帧跟踪人脸；解读所有帧中总体最大的一张</translation>
        </message>
        <message>
            <source>Faces that look ahead are found and their expressions read; what these add stands beside what the picture as a whole says</source>
            <translation>查找朝向前方的人脸并解读其表情；其影响与整幅画面的解读并列</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::FigureDialog</name>
        <message>
            <source>Saved %1</source>
            <translation>已保存 %1</translation>
        </message>
        <message>
            <source>The values are on the clipboard as CSV</source>
            <translation>数值已作为 CSV 复制到剪贴板</translation>
        </message>
        <message>
            <source>Save chart…</source>
            <translation>保存图表…</translation>
        </message>
        <message>
            <source>Save the chart as a PNG picture or an SVG drawing</source>
            <translation>将图表保存为 PNG 图片或 SVG 图形</translation>
        </message>
        <message>
            <source>Copy values</source>
            <translation>复制数值</translation>
        </message>
        <message>
            <source>Copy the values as CSV</source>
            <translation>将数值复制为 CSV</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Close this window</source>
            <translation>关闭此窗口</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::RobustnessDialog</name>
        <message>
            <source>Robustness</source>
            <translation>稳健性</translation>
        </message>
        <message>
            <source>How well the model reads labelled posts as more and more of them lose their image or their text. Point at a curve for its values.</source>
            <translation>随着越来越多的带标签帖子失去图片或文字，模型的表现如何。将指针移到曲线上查看数值。</translation>
        </message>
        <message>
            <source>&amp;Measure:</source>
            <translation>指标(&amp;M)：</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>准确率</translation>
        </message>
        <message>
            <source>Weighted F1</source>
            <translation>加权 F1</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>指标</translation>
        </message>
        <message>
            <source>What the curves show</source>
            <translation>曲线显示的内容</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::Stage</name>
        <message>
            <source>Sound without a picture: read from the transcript alone</source>
            <translation>只有声音没有画面：仅根据文字稿读取</translation>
        </message>
        <message>
            <source>Nothing is left to read</source>
            <translation>没有可解读的内容</translation>
        </message>
        <message>
            <source>Image hidden: read from the text alone</source>
            <translation>图片已隐藏：仅根据文字解读</translation>
        </message>
        <message>
            <source>No image: read from the text alone</source>
            <translation>没有图片：仅根据文字解读</translation>
        </message>
        <message>
            <source>Image hidden: translated from the text</source>
            <translation>图片已隐藏：由文字转译</translation>
        </message>
        <message>
            <source>No image: translated from the text</source>
            <translation>没有图片：由文字转译</translation>
        </message>
        <message>
            <source>Image hidden: read from the other parts</source>
            <translation>图片已隐藏：根据其余部分解读</translation>
        </message>
        <message>
            <source>Sound without a picture: read from the sound and the transcript</source>
            <translation>只有声音没有画面：根据声音和文字稿解读</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::StatusArea</name>
        <message>
            <source>Offline — nothing leaves this computer</source>
            <translation>离线 — 任何内容都不会离开本机</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Stop looking for posts; those found stay</source>
            <translation>停止查找；已找到的帖子保留</translation>
        </message>
        <message numerus="yes">
            <source>Looking for posts… %n found</source>
            <translation>
                <numerusform>正在查找帖子… 已找到 %n 个</numerusform>
            </translation>
        </message>
        <message>
            <source>Loading the model…</source>
            <translation>正在加载模型…</translation>
        </message>
        <message numerus="yes">
            <source>%n post(s) to read</source>
            <translation>
                <numerusform>还有 %n 个帖子待解读</numerusform>
            </translation>
        </message>
        <message>
            <source>No model</source>
            <translation>无模型</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::TextPane</name>
        <message>
            <source>Text</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>No text: read from the image alone</source>
            <translation>没有文字：仅根据图片解读</translation>
        </message>
        <message>
            <source>Text hidden: read from the image alone</source>
            <translation>文字已隐藏：仅根据图片解读</translation>
        </message>
        <message numerus="yes">
            <source>Tinted: attention of the %n selected region(s) to the words</source>
            <translation>
                <numerusform>着色：所选 %n 个区域对词语的注意力</numerusform>
            </translation>
        </message>
        <message>
            <source>Longer than the model reads: words without a chip were left out</source>
            <translation>超出模型可读长度：没有底色的文字未被读取</translation>
        </message>
        <message numerus="yes">
            <source>%n word(s)</source>
            <translation>
                <numerusform>%n 个词</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n word(s), underlined: what a word adds by itself</source>
            <translation>
                <numerusform>%n 个词，下划线表示单个词本身带来的倾向</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ValenceGauge</name>
        <message>
            <source>Valence</source>
            <translation>效价</translation>
        </message>
        <message>
            <source>Valence: probability of positive minus probability of negative, from −1 to +1</source>
            <translation>效价：积极概率减去消极概率，范围 −1 到 +1</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::VerdictHeader</name>
        <message>
            <source>Confidence %1, %2</source>
            <translation>置信度 %1，%2</translation>
        </message>
        <message>
            <source>σ: how unsure the model is of the whole post; the lower, the surer</source>
            <translation>σ：模型对整个帖子的不确定程度；越低越有把握</translation>
        </message>
        <message>
            <source>Confidence %1</source>
            <translation>置信度 %1</translation>
        </message>
        <message>
            <source>What if. The post as it is: %1 %2 %3</source>
            <translation>假设。原帖：%1 %2 %3</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::WeightBar</name>
        <message>
            <source>Weight</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>%1, was %2</source>
            <translation>%1，原为 %2</translation>
        </message>
        <message>
            <source>How much this part counted for the result; the weights sum to 1</source>
            <translation>这一部分对结果的影响；权重之和为 1</translation>
        </message>
        <message>
            <source>Mark: the post as it is, with the difference</source>
            <translation>标记：帖子原样及差值</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::Welcome</name>
        <message>
            <source>Open the samples</source>
            <translation>打开示例</translation>
        </message>
        <message>
            <source>Five posts and two clips that come with the program, in English and Chinese</source>
            <translation>随程序提供的五个帖子和两段视频，有英文和中文</translation>
        </message>
        <message>
            <source>See how a post feels, and why</source>
            <translation>看懂帖子的情感，以及原因</translation>
        </message>
        <message>
            <source>Open a picture with its text: Affectscope reads the sentiment of both together and shows which words look at which parts of the picture.</source>
            <translation>打开一张图片和它的文字：Affectscope 会综合解读两者的情感，并显示哪些词语关注图片的哪些部分。</translation>
        </message>
        <message>
            <source>Open files…</source>
            <translation>打开文件…</translation>
        </message>
        <message>
            <source>Pictures, texts, or lists of posts (CSV, JSON Lines)</source>
            <translation>图片、文字或帖子列表（CSV、JSON Lines）</translation>
        </message>
        <message>
            <source>Open folder…</source>
            <translation>打开文件夹…</translation>
        </message>
        <message>
            <source>Every post in a folder and below it</source>
            <translation>文件夹及其子文件夹中的所有帖子</translation>
        </message>
        <message>
            <source>Or drop files and folders here, or paste a picture or a text (Ctrl+V).
A picture goes with the text of the same name: cat.jpg and cat.txt are one post.</source>
            <translation>也可以将文件和文件夹拖到这里，或粘贴图片、文字 (Ctrl+V)。
图片与同名文字配对：cat.jpg 和 cat.txt 是一个帖子。</translation>
        </message>
        <message>
            <source>Opened lately</source>
            <translation>最近打开</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::WhatIfPane</name>
        <message>
            <source>Nothing is left to read</source>
            <translation>没有可解读的内容</translation>
        </message>
        <message>
            <source>What if</source>
            <translation>假设</translation>
        </message>
        <message>
            <source>Hide text</source>
            <translation>隐藏文字</translation>
        </message>
        <message>
            <source>Read the post as if it had no text</source>
            <translation>假设帖子没有文字来解读</translation>
        </message>
        <message>
            <source>Hide image</source>
            <translation>隐藏图片</translation>
        </message>
        <message>
            <source>Read the post as if it had no image</source>
            <translation>假设帖子没有图片来解读</translation>
        </message>
        <message>
            <source>Edit text</source>
            <translation>编辑文字</translation>
        </message>
        <message>
            <source>Change the words; the reading follows as you type</source>
            <translation>修改文字，解读随输入更新</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>重置</translation>
        </message>
        <message>
            <source>Back to the post as it is</source>
            <translation>恢复原帖</translation>
        </message>
        <message>
            <source>Text to try out</source>
            <translation>试验文字</translation>
        </message>
        <message>
            <source>Type a text to see what it would change</source>
            <translation>输入文字，看看结果会如何变化</translation>
        </message>
        <message>
            <source>The post as it is → as tried out (difference in valence)</source>
            <translation>原帖 → 假设后（效价差异）</translation>
        </message>
        <message>
            <source>%1 → %2 (%3)</source>
            <translation>%1 → %2 (%3)</translation>
        </message>
        <message>
            <source>Hide audio</source>
            <translation>隐藏音频</translation>
        </message>
        <message>
            <source>Read the post as if it had no sound</source>
            <translation>假设帖子没有声音来解读</translation>
        </message>
        <message>
            <source>This post has no sound</source>
            <translation>此帖子没有声音</translation>
        </message>
        <message>
            <source>This model reads no sound</source>
            <translation>此模型不读取声音</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::WordChips</name>
        <message>
            <source>Tokens: %1</source>
            <translation>词元：%1</translation>
        </message>
        <message>
            <source>towards positive</source>
            <translation>偏积极</translation>
        </message>
        <message>
            <source>towards negative</source>
            <translation>偏消极</translation>
        </message>
        <message>
            <source>Adds next to nothing by itself</source>
            <translation>这个词本身几乎不增减什么</translation>
        </message>
        <message>
            <source>Adds by itself, beside the sentence: %1 (%2)</source>
            <translation>在整句之外，这个词本身带来 %1（%2）</translation>
        </message>
        <message>
            <source>Attention of the selected regions: %1</source>
            <translation>所选区域的注意力：%1</translation>
        </message>
        <message>
            <source>Words of the text</source>
            <translation>文字中的词语</translation>
        </message>
        <message>
            <source>Arrow keys move from word to word, Space pins one, Escape clears.</source>
            <translation>方向键在词语间移动，空格固定，Esc 清除。</translation>
        </message>
        <message>
            <source>Word %1 of %2: %3</source>
            <translation>第 %1 / %2 个词：%3</translation>
        </message>
        <message>
            <source>%1, pinned</source>
            <translation>%1，已固定</translation>
        </message>
    </context>
    <context>
        <name>main</name>
        <message>
            <source>Reads the sentiment of posts and shows why.</source>
            <translation>解读帖子的情感并显示原因。</translation>
        </message>
        <message>
            <source>Pictures, texts, lists or folders to open.</source>
            <translation>要打开的图片、文字、列表或文件夹。</translation>
        </message>
        <message>
            <source>Model to read with: a bundle's name or folder.</source>
            <translation>用于解读的模型：名称或文件夹。</translation>
        </message>
        <message>
            <source>auto, cpu or cuda.</source>
            <translation>auto、cpu 或 cuda。</translation>
        </message>
        <message>
            <source>Language: en or zh_CN.</source>
            <translation>语言：en 或 zh_CN。</translation>
        </message>
        <message>
            <source>system, light or dark.</source>
            <translation>system、light 或 dark。</translation>
        </message>
        <message>
            <source>Open the sample posts.</source>
            <translation>打开示例帖子。</translation>
        </message>
    </context>
    <context>
        <name>ModelWords</name>
        <message>
            <source>Bundle</source>
            <translation>模型包</translation>
        </message>
        <message>
            <source>Encoder</source>
            <translation>编码器</translation>
        </message>
        <message>
            <source>Too new</source>
            <translation>版本过新</translation>
        </message>
        <message>
            <source>Encoder missing</source>
            <translation>缺少编码器</translation>
        </message>
        <message>
            <source>Damaged</source>
            <translation>已损坏</translation>
        </message>
        <message>
            <source>Folder gone</source>
            <translation>文件夹不见了</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>可用</translation>
        </message>
        <message>
            <source>This model was made by a newer version of Affectscope. Update the program to use it.</source>
            <translation>此模型由更新版本的 Affectscope 制作，请更新程序后再使用。</translation>
        </message>
        <message>
            <source>It needs an encoder that is not installed: %1. Import that, too.</source>
            <translation>它需要的编码器尚未安装：%1。请一并导入。</translation>
        </message>
        <message>
            <source>The folder it links to is gone: %1. Bring it back, or remove the model.</source>
            <translation>它所链接的文件夹不见了：%1。请恢复该文件夹，或移除此模型。</translation>
        </message>
        <message>
            <source>It cannot be read. Import it again. (%1)</source>
            <translation>无法读取此模型，请重新导入。（%1）</translation>
        </message>
        <message>
            <source>%1 has changed. Import the model again.</source>
            <translation>%1 已被改动，请重新导入模型。</translation>
        </message>
        <message>
            <source>%1 is missing. Import the model again.</source>
            <translation>缺少 %1，请重新导入模型。</translation>
        </message>
        <message>
            <source>No hash of %1 was recorded, so nothing can be compared.</source>
            <translation>没有 %1 的哈希记录，无从比较。</translation>
        </message>
        <message>
            <source>%1 is unchanged.</source>
            <translation>%1 未改动。</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::CardView</name>
        <message>
            <source>This model has no card (MODEL_CARD.md or README.md).</source>
            <translation>此模型没有说明卡（MODEL_CARD.md 或 README.md）。</translation>
        </message>
        <message>
            <source>Open address</source>
            <translation>打开网址</translation>
        </message>
        <message>
            <source>Open this address in the browser?</source>
            <translation>在浏览器中打开这个网址？</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ModelDetails</name>
        <message>
            <source>Encoders</source>
            <translation>编码器</translation>
        </message>
        <message>
            <source>%1 (last blocks tuned: %2)</source>
            <translation>%1（末尾 %2 层经过微调）</translation>
        </message>
        <message>
            <source>Needed by</source>
            <translation>被其使用</translation>
        </message>
        <message>
            <source>Trained on</source>
            <translation>训练数据</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Linked to</source>
            <translation>链接到</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>Origin</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Came with the program</source>
            <translation>随程序安装</translation>
        </message>
        <message>
            <source>Put there by you</source>
            <translation>由您放入</translation>
        </message>
        <message>
            <source>Imported on %1 from %2</source>
            <translation>%1 从 %2 导入</translation>
        </message>
        <message>
            <source>Model card</source>
            <translation>模型说明卡</translation>
        </message>
        <message>
            <source>Result of the check</source>
            <translation>校验结果</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ModelTable</name>
        <message>
            <source>Loading…</source>
            <translation>正在载入…</translation>
        </message>
        <message>
            <source>Changed</source>
            <translation>已改动</translation>
        </message>
        <message>
            <source>In use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>已校验</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Architecture</source>
            <translation>架构</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ModelsDialog</name>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Installed models</source>
            <translation>已安装的模型</translation>
        </message>
        <message>
            <source>No models are installed.

Import the folder of a bundle, or of an encoder from Hugging Face, or drop it here.</source>
            <translation>尚未安装模型。

请导入模型包或 Hugging Face 编码器的文件夹，也可以将其拖放到这里。</translation>
        </message>
        <message>
            <source>Drop the folder of a model here.</source>
            <translation>请将模型的文件夹拖放到这里。</translation>
        </message>
        <message>
            <source>In use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>&amp;Use</source>
            <translation>使用(&amp;U)</translation>
        </message>
        <message>
            <source>The window reads with this model</source>
            <translation>窗口正在用此模型解读</translation>
        </message>
        <message>
            <source>Read the posts with this model from now on</source>
            <translation>今后用此模型解读帖子</translation>
        </message>
        <message>
            <source>It came with the program and is removed only with it</source>
            <translation>它随程序安装，只能随程序一起移除</translation>
        </message>
        <message>
            <source>The window reads with it; use another model first</source>
            <translation>窗口正在使用它，请先改用其他模型</translation>
        </message>
        <message>
            <source>Delete this model's files (Delete)</source>
            <translation>删除此模型的文件（Delete）</translation>
        </message>
        <message>
            <source>Remove the link; the folder it leads to stays (Delete)</source>
            <translation>移除链接，所指的文件夹保留（Delete）</translation>
        </message>
        <message>
            <source>Posts are read with %1 now.</source>
            <translation>现在用 %1 解读帖子。</translation>
        </message>
        <message>
            <source>&amp;Verify</source>
            <translation>校验(&amp;V)</translation>
        </message>
        <message>
            <source>Compute the hashes of its files again and compare them</source>
            <translation>重新计算各文件的哈希并比较</translation>
        </message>
        <message>
            <source>&amp;Remove…</source>
            <translation>移除(&amp;R)…</translation>
        </message>
        <message>
            <source>Copy these facts as text</source>
            <translation>以文字复制这些信息</translation>
        </message>
        <message>
            <source>&amp;Import folder…</source>
            <translation>导入文件夹(&amp;I)…</translation>
        </message>
        <message>
            <source>Add a folder from Hugging Face (config.json and model.safetensors), or a bundle</source>
            <translation>添加 Hugging Face 文件夹（config.json 和 model.safetensors）或模型包</translation>
        </message>
        <message>
            <source>&amp;Link instead of copying</source>
            <translation>链接而不复制(&amp;L)</translation>
        </message>
        <message>
            <source>The files stay where they are; the model is lost when that folder is moved or deleted</source>
            <translation>文件留在原处；若移动或删除该文件夹，模型将不可用</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Close this window (Esc)</source>
            <translation>关闭此窗口（Esc）</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Stop; nothing half-done stays behind</source>
            <translation>停止，不会留下未完成的内容</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>Drop to import</source>
            <translation>松开以导入</translation>
        </message>
        <message>
            <source>%1 is installed.</source>
            <translation>%1 已安装。</translation>
        </message>
        <message>
            <source>%1 is removed.</source>
            <translation>%1 已移除。</translation>
        </message>
        <message>
            <source>%1 is not as it was recorded; the details say which files.</source>
            <translation>%1 与记录不符，详情中列出了相关文件。</translation>
        </message>
        <message>
            <source>Every file of %1 is as it was recorded.</source>
            <translation>%1 的所有文件都与记录相符。</translation>
        </message>
        <message>
            <source>No hash of %1 was recorded, so nothing could be compared.</source>
            <translation>没有 %1 的哈希记录，无从比较。</translation>
        </message>
        <message>
            <source>Stopped; nothing was changed.</source>
            <translation>已停止，未作任何更改。</translation>
        </message>
        <message>
            <source>Import a model's folder</source>
            <translation>导入模型文件夹</translation>
        </message>
        <message>
            <source>There is a model named %1 already. Name of the new one:</source>
            <translation>已有名为 %1 的模型。新模型的名称：</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>%1 is needed by %2; remove that first.</source>
            <translation>%2 需要 %1，请先移除 %2。</translation>
        </message>
        <message>
            <source>Remove model</source>
            <translation>移除模型</translation>
        </message>
        <message>
            <source>Remove %1?</source>
            <translation>移除 %1？</translation>
        </message>
        <message>
            <source>Its files (%1) are deleted.</source>
            <translation>将删除其文件（%1）。</translation>
        </message>
        <message>
            <source>Only the link is removed; %1 stays.</source>
            <translation>只移除链接，%1 保留。</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::Notice</name>
        <message>
            <source>Dismiss</source>
            <translation>关闭提示</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ClipControls</name>
        <message>
            <source>Volume; sound is played at normal speed only</source>
            <translation>音量；仅在正常速度下播放声音</translation>
        </message>
        <message>
            <source>Volume</source>
            <translation>音量</translation>
        </message>
        <message>
            <source>To the next analysed frame</source>
            <translation>到下一个分析帧</translation>
        </message>
        <message>
            <source>To the analysed frame before</source>
            <translation>到上一个分析帧</translation>
        </message>
        <message>
            <source>Time in the clip</source>
            <translation>视频时间</translation>
        </message>
        <message>
            <source>There is no sound device</source>
            <translation>没有声音设备</translation>
        </message>
        <message>
            <source>The clip has no sound</source>
            <translation>视频没有声音</translation>
        </message>
        <message>
            <source>Speed</source>
            <translation>速度</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>播放</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>One frame on</source>
            <translation>前进一帧</translation>
        </message>
        <message>
            <source>One frame back</source>
            <translation>后退一帧</translation>
        </message>
        <message>
            <source>Mute</source>
            <translation>静音</translation>
        </message>
        <message>
            <source>%1 / %2</source>
            <translation>%1 / %2</translation>
        </message>
        <message>
            <source>%1 (Space, P)</source>
            <translation>%1（空格键、P）</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ClipPane</name>
        <message>
            <source>“%1”</source>
            <translation>“%1”</translation>
        </message>
        <message>
            <source>Attention of all words to each frame</source>
            <translation>所有词对各帧的注意力</translation>
        </message>
        <message>
            <source>Attention of %1 to each frame</source>
            <translation>%1 对各帧的注意力</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::Timeline</name>
        <message>
            <source>This model reads a single frame, marked above</source>
            <translation>此模型只读取一帧，标记在上方</translation>
        </message>
        <message>
            <source>highest %1</source>
            <translation>最高 %1</translation>
        </message>
        <message>
            <source>Timeline of the clip</source>
            <translation>视频时间线</translation>
        </message>
        <message>
            <source>The transcript has no times</source>
            <translation>文字稿没有时间</translation>
        </message>
        <message>
            <source>No transcript</source>
            <translation>没有文字稿</translation>
        </message>
        <message>
            <source>No sound</source>
            <translation>没有声音</translation>
        </message>
        <message>
            <source>No picture</source>
            <translation>没有画面</translation>
        </message>
        <message>
            <source>No attention over time</source>
            <translation>没有随时间的注意力</translation>
        </message>
        <message>
            <source>Left and right step one frame, up and down go to the analysed frame before or after, plus and minus show less or more of the clip, 0 shows all of it.</source>
            <translation>左右键移动一帧，上下键到上一个或下一个分析帧，加减键显示更短或更长的一段，0 键显示全部。</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::BatchBar</name>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Stopping…</source>
            <translation>正在停止…</translation>
        </message>
        <message>
            <source>Loading the model…</source>
            <translation>正在加载模型…</translation>
        </message>
        <message>
            <source>%1 of %2 posts</source>
            <translation>%1 / %2 个帖子</translation>
        </message>
        <message>
            <source>%1 of %2 posts found so far</source>
            <translation>%1 / 目前找到的 %2 个帖子</translation>
        </message>
        <message>
            <source>%1 failed</source>
            <translation>%1 个失败</translation>
        </message>
        <message>
            <source>%1 posts/s</source>
            <translation>每秒 %1 个</translation>
        </message>
        <message>
            <source>%1 s left</source>
            <translation>剩余 %1 秒</translation>
        </message>
        <message>
            <source>%1 min left</source>
            <translation>剩余 %1 分钟</translation>
        </message>
        <message>
            <source>%1 h %2 min left</source>
            <translation>剩余 %1 小时 %2 分钟</translation>
        </message>
        <message>
            <source>Could not go on</source>
            <translation>无法继续</translation>
        </message>
        <message>
            <source>Interrupted</source>
            <translation>已中断</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>已完成</translation>
        </message>
        <message numerus="yes">
            <source>%n post(s)</source>
            <translation>
                <numerusform>%n 个帖子</numerusform>
            </translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>正在启动…</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Pause after the batch that is being computed</source>
            <translation>计算完当前这一批后暂停</translation>
        </message>
        <message>
            <source>Analyse what is left</source>
            <translation>分析剩余的帖子</translation>
        </message>
        <message>
            <source>A run is under way; stop it to begin another</source>
            <translation>正在运行；请先停止，再开始另一次分析</translation>
        </message>
        <message>
            <source>Analyse something else</source>
            <translation>分析其他内容</translation>
        </message>
        <message>
            <source>Report %1 %</source>
            <translation>报告 %1 %</translation>
        </message>
        <message>
            <source>Report…</source>
            <translation>报告…</translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stop the run; what is done stays, and the run can go on later</source>
            <translation>停止运行；已完成的结果会保留，以后可以继续</translation>
        </message>
        <message>
            <source>Retry failed</source>
            <translation>重试失败项</translation>
        </message>
        <message>
            <source>Try the posts that failed once more</source>
            <translation>再次尝试失败的帖子</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Save the results as a report</source>
            <translation>将结果保存为报告</translation>
        </message>
        <message>
            <source>Charts</source>
            <translation>图表</translation>
        </message>
        <message>
            <source>Show or hide the summary</source>
            <translation>显示或隐藏汇总图表</translation>
        </message>
        <message>
            <source>New</source>
            <translation>新建</translation>
        </message>
        <message>
            <source>Stop writing the report; no half-written file stays behind</source>
            <translation>停止写入报告；不会留下不完整的文件</translation>
        </message>
        <message>
            <source>Stop writing the report</source>
            <translation>停止写入报告</translation>
        </message>
        <message>
            <source>&amp;CSV table…</source>
            <translation>CSV 表格(&amp;C)…</translation>
        </message>
        <message>
            <source>&amp;JSON Lines…</source>
            <translation>JSON Lines(&amp;J)…</translation>
        </message>
        <message>
            <source>&amp;HTML report with pictures…</source>
            <translation>带图片的 HTML 报告(&amp;H)…</translation>
        </message>
        <message>
            <source>C&amp;harts as a picture…</source>
            <translation>将图表存为图片(&amp;A)…</translation>
        </message>
        <message>
            <source>CSV with a byte order mark, for &amp;Excel</source>
            <translation>CSV 带字节顺序标记，供 Excel 使用(&amp;E)</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Which posts the table lists</source>
            <translation>表格列出哪些帖子</translation>
        </message>
        <message>
            <source>Model shown</source>
            <translation>显示的模型</translation>
        </message>
        <message>
            <source>Whose results the table and the charts show</source>
            <translation>表格和图表显示哪个模型的结果</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>≠ Disagreeing</source>
            <translation>≠ 不一致</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::BatchPanel</name>
        <message>
            <source>Drop folders, files or lists of posts here.</source>
            <translation>请将文件夹、文件或帖子列表拖放到此处。</translation>
        </message>
        <message>
            <source>Saved %1</source>
            <translation>已保存 %1</translation>
        </message>
        <message>
            <source>A run is under way; stop it to begin another.</source>
            <translation>正在运行；请先停止，再开始另一次分析。</translation>
        </message>
        <message>
            <source>Discard the run</source>
            <translation>丢弃运行结果</translation>
        </message>
        <message>
            <source>Delete the results of the run over %1?</source>
            <translation>删除对 %1 的分析结果？</translation>
        </message>
        <message>
            <source>The posts themselves stay as they are.</source>
            <translation>帖子本身不受影响。</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>丢弃</translation>
        </message>
        <message>
            <source>Batch</source>
            <translation>批量分析</translation>
        </message>
        <message>
            <source>No post is in this state.</source>
            <translation>没有处于此状态的帖子。</translation>
        </message>
        <message>
            <source>Looking for posts…</source>
            <translation>正在查找帖子…</translation>
        </message>
        <message>
            <source>No posts were found.</source>
            <translation>没有找到帖子。</translation>
        </message>
        <message>
            <source>Drop to analyse</source>
            <translation>松开以分析</translation>
        </message>
        <message>
            <source>CSV table (*.csv)</source>
            <translation>CSV 表格 (*.csv)</translation>
        </message>
        <message>
            <source>JSON Lines (*.jsonl)</source>
            <translation>JSON Lines (*.jsonl)</translation>
        </message>
        <message>
            <source>HTML report (*.html)</source>
            <translation>HTML 报告 (*.html)</translation>
        </message>
        <message>
            <source>PNG picture (*.png)</source>
            <translation>PNG 图片 (*.png)</translation>
        </message>
        <message>
            <source>SVG drawing (*.svg)</source>
            <translation>SVG 图形 (*.svg)</translation>
        </message>
        <message>
            <source>Save the results as CSV</source>
            <translation>将结果保存为 CSV</translation>
        </message>
        <message>
            <source>Save the results as JSON Lines</source>
            <translation>将结果保存为 JSON Lines</translation>
        </message>
        <message>
            <source>Save an HTML report</source>
            <translation>保存 HTML 报告</translation>
        </message>
        <message>
            <source>Save the charts</source>
            <translation>保存图表</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::BatchSetup</name>
        <message>
            <source>All models, to compare them</source>
            <translation>全部模型，用于比较</translation>
        </message>
        <message>
            <source>Analyse a folder of posts</source>
            <translation>分析帖子文件夹</translation>
        </message>
        <message>
            <source>Analyse files and lists</source>
            <translation>分析文件和列表</translation>
        </message>
        <message>
            <source>No model is installed</source>
            <translation>没有安装模型</translation>
        </message>
        <message>
            <source>Analyse every post in there; what was done before is not done again</source>
            <translation>分析其中的所有帖子；以前完成的不会重复</translation>
        </message>
        <message>
            <source>Add a folder first</source>
            <translation>请先添加文件夹</translation>
        </message>
        <message>
            <source>Analyse whole folders</source>
            <translation>分析整个文件夹</translation>
        </message>
        <message>
            <source>Add folders or lists of posts, or drop them here. The results can be filtered, opened and saved as CSV, JSON Lines or HTML; a run that is interrupted goes on where it was.</source>
            <translation>添加文件夹或帖子列表，或将其拖放到此处。结果可以筛选、打开，并保存为 CSV、JSON Lines 或 HTML；中断的运行可以从中断处继续。</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>添加文件夹…</translation>
        </message>
        <message>
            <source>Every post in a folder and below it</source>
            <translation>文件夹及其子文件夹中的所有帖子</translation>
        </message>
        <message>
            <source>Add files…</source>
            <translation>添加文件…</translation>
        </message>
        <message>
            <source>Pictures, clips, texts, or lists of posts (CSV, JSON Lines)</source>
            <translation>图片、视频、文本或帖子列表（CSV、JSON Lines）</translation>
        </message>
        <message>
            <source>Take all off again</source>
            <translation>全部移除</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>Model:</source>
            <translation>模型：</translation>
        </message>
        <message>
            <source>Model to analyse with</source>
            <translation>用于分析的模型</translation>
        </message>
        <message>
            <source>The model that reads the posts of this run; the window's own model stays</source>
            <translation>解读本次运行中帖子的模型；窗口自己的模型不变</translation>
        </message>
        <message>
            <source>Earlier runs</source>
            <translation>以前的运行</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::BatchTable</name>
        <message>
            <source>&amp;Open on the Stage</source>
            <translation>在舞台上打开(&amp;O)</translation>
        </message>
        <message>
            <source>Show in &amp;folder</source>
            <translation>在文件夹中显示(&amp;F)</translation>
        </message>
        <message>
            <source>Copy &amp;path</source>
            <translation>复制路径(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Copy row</source>
            <translation>复制行(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Retry failed</source>
            <translation>重试失败项(&amp;R)</translation>
        </message>
        <message>
            <source>Posts of the run</source>
            <translation>运行中的帖子</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::JournalModel</name>
        <message>
            <source>could not be read</source>
            <translation>无法解读</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>≠ disagree</source>
            <translation>≠ 不一致</translation>
        </message>
        <message>
            <source>Post</source>
            <translation>帖子</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>置信度</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Agreement</source>
            <translation>一致性</translation>
        </message>
        <message>
            <source>Text weight</source>
            <translation>文字权重</translation>
        </message>
        <message>
            <source>Words or reason</source>
            <translation>文字或原因</translation>
        </message>
        <message>
            <source>Path below the folder that is analysed</source>
            <translation>在所分析文件夹中的路径</translation>
        </message>
        <message>
            <source>What text and image say together</source>
            <translation>文字与图片共同的结果</translation>
        </message>
        <message>
            <source>Probability of the result</source>
            <translation>结果的概率</translation>
        </message>
        <message>
            <source>What the text says alone, from −1 to +1</source>
            <translation>仅看文字的结果，从 −1 到 +1</translation>
        </message>
        <message>
            <source>What the image says alone, from −1 to +1</source>
            <translation>仅看图片的结果，从 −1 到 +1</translation>
        </message>
        <message>
            <source>Marked where the parts disagree</source>
            <translation>标出各部分不一致之处</translation>
        </message>
        <message>
            <source>How much the text counted; the rest is the image's</source>
            <translation>文字所占的权重；其余为图片的权重</translation>
        </message>
        <message>
            <source>The first words, or why the post could not be read</source>
            <translation>开头的文字，或帖子无法解读的原因</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::RunRow</name>
        <message>
            <source>The analysis of %1 was interrupted: %2 of %3 posts are done.</source>
            <translation>对 %1 的分析被中断：%3 个帖子中已完成 %2 个。</translation>
        </message>
        <message numerus="yes">
            <source>%n post(s)</source>
            <translation>
                <numerusform>%n 个帖子</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 of %2 posts</source>
            <translation>%1 / %2 个帖子</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Analyse what is left; nothing that is done is done again</source>
            <translation>分析剩余的帖子；已完成的不会重复</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Show what there is of this run</source>
            <translation>显示此次运行已有的结果</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>丢弃</translation>
        </message>
        <message>
            <source>Delete the results of this run; the posts stay</source>
            <translation>删除此次运行的结果；帖子不受影响</translation>
        </message>
        <message>
            <source>Not now; the run stays in the list of the Batch panel</source>
            <translation>暂不处理；此次运行保留在“批量分析”面板的列表中</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::SummaryCharts</name>
        <message>
            <source>Polarity</source>
            <translation>极性</translation>
        </message>
        <message>
            <source>Text and image</source>
            <translation>文字与图片</translation>
        </message>
        <message>
            <source>agree</source>
            <translation>一致</translation>
        </message>
        <message>
            <source>disagree</source>
            <translation>不一致</translation>
        </message>
        <message>
            <source>Mean weight</source>
            <translation>平均权重</translation>
        </message>
        <message>
            <source>Summary of the run</source>
            <translation>运行汇总</translation>
        </message>
    </context>
    <context>
        <name>BatchNames</name>
        <message numerus="yes">
            <source>%1 and %n more</source>
            <translation>
                <numerusform>%1 和另外 %n 项</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>affect::ui::SemanticMapView</name>
        <message>
            <source>%1 in dimension %2: %3</source>
            <translation>%1，第 %2 维：%3</translation>
        </message>
        <message>
            <source>Weights by semantic dimension</source>
            <translation>按语义维度的权重</translation>
        </message>
        <message>
            <source>%1 %2 on average</source>
            <translation>%1平均 %2</translation>
        </message>
    </context>
    <context>
        <name>TimeCurves</name>
        <message>
            <source>Attention to each word</source>
            <translation>对每个词的注意力</translation>
        </message>
        <message>
            <source>Attention to each picture</source>
            <translation>对每个画面的注意力</translation>
        </message>
        <message>
            <source>Attention to the sound</source>
            <translation>对声音的注意力</translation>
        </message>
        <message>
            <source>“%1”</source>
            <translation>“%1”</translation>
        </message>
        <message>
            <source>picture %1 of %2</source>
            <translation>第 %1 个画面（共 %2 个）</translation>
        </message>
        <message>
            <source>Attention to the words: the transcript has no times</source>
            <translation>对词语的注意力：字幕没有时间</translation>
        </message>
        <message>
            <source>No attention over time</source>
            <translation>没有随时间的注意力</translation>
        </message>
    </context>
    <context>
        <name>Reliability</name>
        <message>
            <source>At temperature %1</source>
            <translation>温度 %1</translation>
        </message>
        <message>
            <source>How sure (probability of the answer)</source>
            <translation>把握程度（答案的概率）</translation>
        </message>
        <message>
            <source>How often right</source>
            <translation>正确的比例</translation>
        </message>
        <message>
            <source>Posts</source>
            <translation>帖子数</translation>
        </message>
        <message>
            <source>%1
%2 sure, right in %3 of %4 posts</source>
            <translation>%1
把握 %2，在 %4 个帖子中 %3 正确</translation>
        </message>
        <message>
            <source>Reliability diagram</source>
            <translation>可靠性图</translation>
        </message>
    </context>
    <context>
        <name>affect::ui::ReliabilityDialog</name>
        <message>
            <source>Expected calibration error %1 over %2 labelled posts. The model divides its scores by no temperature.</source>
            <translation>%2 个带标签帖子上的期望校准误差为 %1。此模型不用温度除其得分。</translation>
        </message>
        <message>
            <source>Expected calibration error over %1 labelled posts: %2 before, %3 after the scores are divided by the model's temperature, %4.</source>
            <translation>%1 个带标签帖子上的期望校准误差：得分除以模型的温度 %4 之前为 %2，之后为 %3。</translation>
        </message>
        <message>
            <source>Reliability</source>
            <translation>可靠性</translation>
        </message>
        <message>
            <source>Whether the model is as often right as it says it is sure. On the dotted line it is; below it, it is surer than it ought to be. Point at a mark for its values.</source>
            <translation>模型的把握是否与其正确率相符。落在虚线上即相符；在其下方则模型过于自信。将指针移到标记上查看数值。</translation>
        </message>
    </context>
</TS>
