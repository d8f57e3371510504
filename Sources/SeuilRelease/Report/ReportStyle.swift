/// How a report looks, on a screen of any width and on A4.
enum ReportStyle {
    static let sheet = """
        :root{--ink:#1c2430;--soft:#5a6472;--line:#d5dae1;--band:#f4f6f8;--mark:#8a3b12;--accent:#1f4e79}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:62rem;padding:2rem 1.5rem 3rem;color:var(--ink);background:#fff;
        font:16px/1.55 "Source Sans 3","Segoe UI","Helvetica Neue",Arial,"Liberation Sans",sans-serif}
        .rehearsal{border:3px solid var(--mark);color:var(--mark);padding:.5rem .8rem;margin:0 0 1.5rem}
        header{border-bottom:3px solid var(--accent);padding-bottom:1rem;margin-bottom:1.5rem}
        h1{font-size:1.9rem;line-height:1.2;margin:.1rem 0 .2rem}
        h2{font-size:1.25rem;line-height:1.3;margin:2rem 0 .5rem;color:var(--accent)}
        p{margin:.3rem 0}
        .site{color:var(--soft);font-weight:600}
        .period{font-size:1.2rem;font-weight:600}
        .period::first-letter{text-transform:uppercase}
        .purpose{color:var(--soft)}
        .totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem;margin:0}
        .totals div{border:1px solid var(--line);border-radius:.4rem;padding:.8rem 1rem;background:var(--band)}
        .totals dt{font-weight:600}
        .totals dd{margin:0}
        .totals dd b{display:block;font-size:2.1rem;line-height:1.3;font-variant-numeric:tabular-nums}
        .totals dd span{display:block;color:var(--soft);font-size:.92rem}
        .totals i{font-style:normal;white-space:nowrap}
        .note{border-left:4px solid var(--accent);padding:.2rem .8rem;margin:1rem 0 0}
        .legend{list-style:none;padding:0;margin:1rem 0 0;color:var(--soft);font-size:.92rem;
        display:flex;flex-wrap:wrap;gap:.2rem 1.6rem}
        .legend b{color:var(--ink);display:inline-block;min-width:1em;text-align:center}
        nav ol{columns:18rem;margin:0;padding-left:1.4rem}
        a{color:var(--accent)}
        .table>p{color:var(--soft)}
        .grid{overflow-x:auto;margin:1rem 0 1.4rem;background:
        linear-gradient(to left,#fff 1.2rem,#fff0) calc(100% + 2px) 0/2.4rem 100% no-repeat local,
        linear-gradient(to left,#1c243038,#1c243000) right/.8rem 100% no-repeat scroll}
        table{border-collapse:collapse;font-size:.95rem;min-width:min(100%,26rem)}
        caption{text-align:left;font-weight:600;padding:.2rem 0 .4rem}
        th,td{padding:.28rem .7rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:baseline}
        td{font-variant-numeric:tabular-nums;white-space:nowrap}
        tr>th:first-child{text-align:left;position:sticky;left:0;background:#fff;min-width:9rem;max-width:24rem}
        thead th{border-bottom:2px solid var(--ink);vertical-align:bottom;line-height:1.25;max-width:9rem;
        hyphens:auto}
        thead .g{border-left:1px solid var(--line)}
        thead small{display:block;white-space:nowrap;font-weight:400;font-size:.85em}
        tbody th{font-weight:400}
        tbody tr:hover td,tbody tr:hover th{background:var(--band)}
        .d0 th,.d0 td{font-weight:700;border-bottom-color:var(--soft)}
        .d2 th:first-child{padding-left:2rem}
        .d3 th:first-child{padding-left:3.3rem}
        .d4 th:first-child{padding-left:4.6rem}
        .d5 th:first-child{padding-left:5.9rem}
        .c,.legend .c{color:var(--mark);font-weight:700}
        td.c,.legend .c{font-size:1.15em;line-height:1.2}
        .p,.legend .p{color:var(--soft);font-weight:400}
        .d0 .p{font-weight:400}
        .text li{margin:.35rem 0;max-width:48rem}
        footer{border-top:1px solid var(--line);margin-top:2.5rem;color:var(--soft);font-size:.88rem}
        footer h2{font-size:1rem;margin-top:1rem}
        footer dl{margin:0}
        footer dl div{display:grid;grid-template-columns:13rem 1fr;gap:0 .8rem}
        footer dt{font-weight:600}
        footer dd{margin:0;overflow-wrap:anywhere}
        @media (max-width:36rem){body{padding:1rem .9rem 2rem}h1{font-size:1.5rem}
        th,td{padding:.28rem .45rem}tr>th:first-child{min-width:7rem;max-width:10rem;overflow-wrap:anywhere}
        caption{position:sticky;left:0;max-width:calc(100vw - 1.8rem)}
        footer dl div{display:block;margin:.4rem 0}.text ul{padding-left:1.2rem}}
        @page{size:A4;margin:14mm}
        @media print{body{padding:0;max-width:none;font-size:10.5pt}nav{display:none}
        .totals{grid-template-columns:repeat(auto-fit,minmax(11rem,1fr))}.grid{overflow:visible;background:none;break-inside:avoid}
        table{font-size:8.5pt;width:100%}th,td{padding:.12rem .3rem}tr{break-inside:avoid}
        h2,caption{break-after:avoid}thead{display:table-header-group}.totals div,footer{break-inside:avoid}
        tr>th:first-child{position:static;min-width:0}a{color:inherit;text-decoration:none}}

        """
}
