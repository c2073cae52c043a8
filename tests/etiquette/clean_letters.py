"""Letters without a misspelt word: formal, of both languages, with names, firms, degrees and words of trades."""

from datetime import date
from typing import NamedTuple

from followups.etiquette import Draft, Record
from followups.etiquette.letter import Letter


class Clean(NamedTuple):
    """A letter as a careful student writes it."""

    language: str
    record: Record
    subject: str
    body: str

    @property
    def letter(self) -> Letter:
        """Taken apart for the rules."""
        return Letter(Draft(self.subject, self.body), self.record)


def _record(student: str, position: str, company: str, recruiter: str | None = None) -> Record:
    return Record(student, position, company, date(2026, 8, 12), recruiter)


CLEAN_LETTERS = (
    Clean("id", _record("Dinda Permatasari", "Staf Pengadaan", "PT Samudra Niaga Abadi", "Ratna Wulandari"),
          "Tindak Lanjut Wawancara Staf Pengadaan (12 Agustus 2026) - Dinda Permatasari",
          """Yth. Ibu Ratna Wulandari, S.E., M.M.,

Perkenalkan, saya Dinda Permatasari, lulusan Manajemen Universitas Airlangga yang mengikuti wawancara daring untuk posisi Staf Pengadaan pada Rabu, 12 Agustus 2026 melalui Zoom. Terima kasih atas waktu yang telah Ibu luangkan dan penjelasan yang sangat bermanfaat mengenai proses tender di perusahaan.

Berkaitan dengan hal tersebut, izinkan saya menanyakan apakah sudah terdapat perkembangan mengenai proses seleksi. Sebelumnya disampaikan bahwa hasilnya akan diumumkan dalam tujuh hari kerja. Saya tetap antusias untuk bergabung dan siap menyerahkan dokumen pendukung, seperti transkrip nilai, surat keterangan sehat, maupun portofolio, apabila dibutuhkan.

Atas perhatian dan kebijaksanaan Ibu, saya mengucapkan terima kasih.

Hormat saya,
Dinda Permatasari
0812-0000-1111 | dinda@example.com
"""),
    Clean("id", _record("Rangga Saputra", "Backend Engineer", "PT Lentera Digital Nusantara", "Hendra Gunawan"),
          "Menanyakan Perkembangan Seleksi Backend Engineer - Rangga Saputra",
          """Selamat siang, Bapak Hendra.

Saya Rangga Saputra, kandidat Backend Engineer yang mengerjakan technical test dan mengikuti user interview bersama tim engineering. Diskusi kita tentang PostgreSQL, deployment dengan Docker, serta kebiasaan code review membuat saya semakin yakin bahwa lingkungan kerja ini cocok dengan minat saya di bidang backend development.

Apabila Bapak berkenan, mohon informasi mengenai tahapan berikutnya. Kode sumber tugas saya dapat dilihat di https://github.com/example/tugas-seleksi dan portofolionya di www.example.com. Bila ada feedback atau pertanyaan lanjutan, dengan senang hati saya akan menjawabnya.

Terima kasih banyak atas kesempatan dan keramahan seluruh tim.

Salam hormat,
Rangga Saputra, S.Kom.
"""),
    Clean("id", _record("Ni Komang Sri Wahyuni", "Perawat", "RS Harapan Bunda"),
          "Permohonan Informasi Hasil Seleksi Perawat",
          """Kepada Yth.
Tim Rekrutmen RS Harapan Bunda
di tempat

Om Swastiastu,

Dengan hormat,

Nama saya Ni Komang Sri Wahyuni, pelamar posisi Perawat yang telah menjalani tes tertulis, psikotes, dan wawancara dengan kepala ruangan. Saya sungguh-sungguh menghargai kesempatan untuk mengenal budaya pelayanan rumah sakit ini secara langsung.

Mengingat batas waktu yang disebutkan sudah terlewati, bolehkah saya mengetahui status lamaran saya? Saya memahami bahwa Bapak/Ibu sedang mempertimbangkan banyak pelamar, sehingga saya bersedia menunggu. Minat saya terhadap keperawatan anak, khususnya penanganan bayi prematur, tidak berubah sedikit pun.

Demikian surel ini saya sampaikan. Semoga Bapak/Ibu senantiasa diberikan kesehatan.

Hormat saya,
Ni Komang Sri Wahyuni, A.Md.Kep.
"""),
    Clean("id", _record("Yosua Simanjuntak", "Management Trainee", "PT Cipta Boga Lestari", "Lisa Hartono"),
          "[Follow Up] Interview Management Trainee 12/08/2026 - Yosua Simanjuntak",
          """Kepada Ibu Lisa Hartono,

Semoga Ibu dalam keadaan sehat. Menyambung surel saya dua pekan yang lalu, saya ingin menanyakan kembali kelanjutan proses rekrutmen program Management Trainee. Kesempatan berbincang dengan para manajer di pabrik Cikarang meninggalkan kesan mendalam; terlebih lagi penjelasan tentang rantai pasok, keamanan pangan, dan penerapan SAP.

Jika keputusannya belum dapat disampaikan, saya akan sangat terbantu bila mengetahui perkiraan waktunya. Seandainya posisi tersebut sudah terisi, saya pun tetap berterima kasih dan berharap dapat dipertimbangkan pada kesempatan lain. Selama kuliah di Institut Teknologi Bandung, saya pernah magang sebagai asisten laboratorium, mengoordinasi lomba antarkampus, dan menjadi relawan di Palu.

Terima kasih atas waktu serta perhatiannya.

Hormat saya,
Yosua Simanjuntak
"""),
    Clean("id", _record("Theresia Wenda", "Asisten Peneliti", "Yayasan Rimba Papua", "Yohanes Kogoya"),
          "Ucapan terima kasih atas wawancara Asisten Peneliti",
          """Yang terhormat Bapak Yohanes Kogoya,

Terima kasih telah meluangkan waktu untuk mewawancarai saya kemarin. Saya menikmati pembicaraan kita mengenai penelitian lapangan, pemetaan wilayah adat, dan kesulitan yang dihadapi para peneliti di pedalaman. Penjelasan Bapak mengenai pendekatan partisipatif sejalan dengan skripsi saya yang membahas pengetahuan lokal masyarakat pesisir.

Setelah mendengarnya, saya semakin mantap untuk melamar. Sesuai permintaan Bapak, bersama surel ini saya lampirkan ringkasan skripsi dan sertifikat pelatihan GIS. Undang-undang terkait yang saya sebutkan juga saya sertakan dalam daftar rujukan.

Saya menantikan kabar baik dari Bapak. Sekali lagi, terima kasih.

Hormat saya,
Theresia Wenda
"""),
    Clean("id", _record("Fajar Nugroho", "Content Writer", "Kanal Cerita Media", "Arief Budiman"),
          "Konfirmasi hasil wawancara Content Writer",
          """Yth. Bapak Arief Budiman,

Sehubungan dengan wawancara yang berlangsung pada tanggal 12 Agustus 2026 pukul 10.30 WIB, saya bermaksud menanyakan apakah keputusan untuk posisi Content Writer sudah tersedia. Dalam pertemuan itu Bapak menjelaskan bahwa tim redaksi membutuhkan penulis yang memahami SEO, media sosial, dan riset kata kunci. Pengalaman saya mengelola blog kampus serta akun Instagram himpunan membuat saya percaya diri untuk segera berkontribusi.

Saya juga ingin menyampaikan bahwa saya dapat mulai bekerja kapan saja, baik di kantor maupun secara hybrid. Mohon maaf apabila pertanyaan ini mengganggu kesibukan Bapak. Besar harapan saya untuk dapat menjadi bagian dari Kanal Cerita Media.

Atas bantuan dan kerja sama Bapak, saya sampaikan terima kasih.

Salam hormat,
Fajar Nugroho
"""),
    Clean("en", _record("Grace Natalia", "Marketing Associate", "Orchid Bay", "Lim"),
          "Following up on my Marketing Associate interview (12 August 2026) - Grace Natalia",
          """Dear Ms Lim,

My name is Grace Natalia, and I interviewed with you for the Marketing Associate position on 12 August 2026. Thank you again for walking me through the regional campaign plans and for introducing me to your colleagues in Kuala Lumpur.

I am writing to ask, at your convenience, whether there is any update on the selection process. You kindly mentioned that candidates would hear back within ten working days. I remain very enthusiastic about the role, particularly the opportunity to analyse customer behaviour and to organise events throughout Southeast Asia.

Please don't hesitate to let me know if you'd like further references, certificates or samples of my work; my portfolio is available at https://example.com/grace. I look forward to hearing from you.

Yours sincerely,
Grace Natalia
"""),
    Clean("en", _record("Daniel Hutapea", "Junior Backend Engineer", "Kalista Systems", "van Dijk"),
          "Junior Backend Engineer - checking in after our interview",
          """Dear Mr van Dijk,

I hope you are well. This is Daniel Hutapea; we spoke on 12 August 2026 about the Junior Backend Engineer role at Kalista Systems. I thoroughly enjoyed our conversation about the message queue, the on-call schedule and your approach to mentoring graduates.

Since the team expected to reply within a week, I wanted to check politely whether there has been any progress. If a decision has not been reached yet, I would be grateful for a rough timeline. In the meantime I have finished the take-home exercise in Python and pushed it to a private repository, with unit tests and a short README.

Thank you for your time and consideration.

Kind regards,
Daniel Hutapea, B.Sc.
"""),
    Clean("en", _record("Clara Hadi", "Policy Fellow", "Asia Commons Foundation", "Santos"),
          "Policy Fellow selection: a polite enquiry from Clara Hadi",
          """Dear Ms Santos,

It was a pleasure to meet you and the committee at the beginning of August. Our discussion of coastal land rights, community participation and environmental justice confirmed that this fellowship is precisely the kind of work I hope to pursue after graduating from Universitas Gadjah Mada.

As the date you indicated has now passed, may I ask whether the panel has made its decision? I understand that you received hundreds of applications and that careful deliberation takes time. Should you require additional documents, such as an official transcript or a letter of recommendation from my supervisor, I will gladly send them immediately.

I appreciate your guidance throughout, and I sincerely hope to contribute to the Foundation's programme.

Respectfully yours,
Clara Hadi
"""),
    Clean("en", _record("Sarah Wijayanti", "Audit Associate", "Hale & Porter", "Evans"),
          "Audit Associate application - second follow-up - Sarah Wijayanti",
          """Good afternoon, Ms Evans,

I am Sarah Wijayanti, a candidate for the Audit Associate position. I first wrote on 26 August and fully understand that your partners may still be deliberating, especially during the busiest season for accountants.

If you are able to share any news about the outcome, I would appreciate it very much. My enthusiasm for Hale & Porter has not changed: the responsibilities you described, the professional qualifications you support and the friendly atmosphere in the office all left a strong impression on me. I recently passed the IELTS examination with an overall score of 7.5 and attended a workshop on forensic accounting in Yogyakarta.

Thank you once more for the opportunity to interview, and for your patience.

Sincerely,
Sarah Wijayanti
"""),
    Clean("en", _record("Rafi Akbar", "Customer Success Intern", "Tandem Cloud", "Mori"),
          "Thank you for the interview on 12 August",
          """Dear Mori-san,

Thank you very much for taking the time to speak with me yesterday. Learning about your onboarding playbook, the way the team measures customer satisfaction and the friendly competition between regional offices made me even more eager to contribute.

I was especially interested in the challenge of reducing the number of support tickets without losing the personal touch. It reminded me of a project in which my classmates and I redesigned the registration system of our faculty; afterwards, complaints decreased by forty percent. I believe that experience would help me to learn quickly.

Please feel free to contact me if anything else would be useful for your evaluation.

Best regards,
Rafi Akbar
"""),
)  # fmt: skip
